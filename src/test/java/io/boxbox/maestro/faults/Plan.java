package io.boxbox.maestro.faults;

import java.time.Duration;

/**
 * What to run. The seed decides which orders are placed and which faults happen, how long they last and in which order; when
 * exactly a fault meets an order is up to the machine.
 *
 * @param seed of everything that is random
 * @param length how long orders are placed and faults happen, if that is more than the faults take
 * @param faults how many faults happen at least
 * @param longestPause between the beginnings of two faults; on average it is half as long
 * @param ordersPerSecond as many are placed at most
 * @param processes at a time
 * @param brigade maestros in each of them
 * @param command how to run it again
 */
record Plan(long seed, Duration length, int faults, Duration longestPause, int ordersPerSecond, int processes, int brigade,
        String command) {

    /** As part of the gate. */
    static Plan quick(long seed, int processes, int brigade) {
        return new Plan(seed, Duration.ZERO, 15, Duration.ofSeconds(3), 20, processes, brigade,
                "MAESTRO_FAULTS_SEED=" + seed + " ./mvnw verify -DskipITs=false -Dit.test=FaultsIT");
    }

    /** For as long as somebody has patience. */
    static Plan soak(long seed, Duration length, int brigade) {
        return new Plan(seed, length, 1, Duration.ofSeconds(8), 300, 3, brigade,
                "script/soak --minutes " + length.toMinutes() + " --seed " + seed + " --brigade " + brigade);
    }
}
