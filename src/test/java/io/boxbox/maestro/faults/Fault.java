package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * One fault of a plan.
 *
 * @param kind what goes wrong
 * @param pause from the fault before to this one; they may overlap
 * @param duration for how long it lasts, or how long a killed process is left alone
 * @param slot of the process to hit, where one is hit
 * @param node the NATS server to hit, where one is hit
 * @param moment when it is hit
 * @param delay from that moment to the fault
 * @param strength from 0 to 99, for what can be more or less
 */
record Fault(FaultKind kind, Duration pause, Duration duration, int slot, int node, Moment moment, Duration delay,
        int strength) {

    private static final int SHORTEST_IN_MILLIS = 300;
    private static final int LONGEST_DELAY_IN_MICROS = 6_000;
    private static final int STRENGTHS = 100;

    static Fault draw(FaultKind kind, SplittableRandom random, Plan plan) {
        return new Fault(kind,
                Duration.ofMillis(random.nextLong(plan.longestPause().toMillis())),
                Duration.ofMillis(random.nextInt(SHORTEST_IN_MILLIS, kind.longestInMillis())),
                random.nextInt(plan.processes()),
                random.nextInt(plan.replicas()),
                Moment.values()[random.nextInt(Moment.values().length)],
                Duration.ofNanos(random.nextInt(LONGEST_DELAY_IN_MICROS) * 1_000L),
                random.nextInt(STRENGTHS));
    }

    /** What cannot be hit by another fault meanwhile. */
    String target() {
        return kind.target().isForEachSlot() ? kind.target() + " " + slot : kind.target().toString();
    }
}
