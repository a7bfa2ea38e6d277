package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One fault of a plan.
 *
 * @param kind what goes wrong
 * @param pause from the fault before to this one; they may overlap
 * @param lasts how long its victim is not to be hit again
 * @param maestro the place of the maestro to hit, where one is hit
 * @param moment when he is hit
 * @param delay from that moment to the blow
 */
record Fault(FaultKind kind, Duration pause, Duration lasts, int maestro, Moment moment, Duration delay) {

    private static final int SHORTEST_IN_MILLIS = 300;
    private static final int LONGEST_DELAY_IN_MICROS = 6_000;

    /** Fifteen faults in random order, each kind by its share. */
    static List<Fault> draw(SplittableRandom random, Plan plan) {
        List<FaultKind> kinds = new ArrayList<>();
        Arrays.stream(FaultKind.values()).forEach(kind -> kinds.addAll(Collections.nCopies(kind.share(), kind)));
        for (int i = kinds.size() - 1; i > 0; i--) {
            Collections.swap(kinds, i, random.nextInt(i + 1));
        }
        return kinds.stream().map(kind -> new Fault(kind,
                Duration.ofMillis(random.nextLong(plan.longestPause().toMillis())),
                Duration.ofMillis(random.nextInt(SHORTEST_IN_MILLIS, kind.longestInMillis())),
                random.nextInt(plan.processes()),
                Moment.values()[random.nextInt(Moment.values().length)],
                Duration.ofNanos(random.nextInt(LONGEST_DELAY_IN_MICROS) * 1_000L))).toList();
    }

    /** Who cannot be hit by another fault meanwhile. */
    String victim() {
        return kind.victim() == FaultKind.Victim.MAESTRO ? kind.victim() + " " + maestro : kind.victim().toString();
    }
}
