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
 * @param ordersPerSecond how many are placed at most
 * @param processes at a time
 * @param brigade maestros in each of them
 * @param replicas of everything that NATS stores: each has a server of its own
 * @param command how to run it again
 */
record Plan(long seed, Duration length, int faults, Duration longestPause, int ordersPerSecond, int processes, int brigade,
        int replicas, String command) {

    /** As part of the gate. */
    static Plan quick(long seed, int processes, int brigade) {
        return new Plan(seed, Duration.ZERO, 20, Duration.ofMillis(2_500), 20, processes, brigade, 1,
                "MAESTRO_FAULTS_SEED=" + seed + " ./mvnw verify -DskipITs=false -Dit.test=FaultsIT");
    }

    /** For longer. */
    static Plan soak(long seed, Duration length, int brigade, int replicas) {
        return new Plan(seed, length, 1, Duration.ofSeconds(3), 300, 3, brigade, replicas,
                "script/soak --minutes " + length.toMinutes() + " --seed " + seed + " --brigade " + brigade
                        + " --replicas " + replicas);
    }
}
