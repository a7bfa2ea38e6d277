package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The account of a run.
 *
 * @param plan what was run
 * @param lasted how long it took, from the first order to quiet
 * @param placed orders that customers tried to place
 * @param faults how often each kind of fault happened
 * @param findings what the stream says
 * @param troubles what else went wrong, with maestros or with the run itself
 */
record Account(Plan plan, Duration lasted, int placed, Map<String, Integer> faults, Findings findings,
        List<String> troubles) {

    private static final int SHOWN = 20;

    Account {
        faults = new TreeMap<>(faults);
        troubles = List.copyOf(troubles);
    }

    int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Everything that must not be; empty if all is well. */
    List<String> complaints() {
        return Stream.of(findings.lost(), findings.duplicated(), findings.wrong(), troubles).flatMap(List::stream).toList();
    }

    /** The account as the terminal shows it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "After %d s with %d processes of %d maestros, seed %d:%n",
                lasted.toSeconds(), plan.processes(), plan.brigade(), plan.seed()));
        line(text, placed, "orders placed");
        line(text, findings.accepted(), "accepted, as the stream says");
        line(text, findings.delivered(), "delivered");
        line(text, findings.deadLetters(), "dead letters");
        line(text, findings.again(), "already delivered: placed again under the same id");
        line(text, faultCount(), "faults");
        faults.forEach((kind, count) -> line(text, count, "  " + kind));
        line(text, findings.lost().size(), "lost");
        line(text, findings.duplicated().size(), "duplicated");
        line(text, findings.wrong().size(), "wrong");
        line(text, troubles.size(), "other troubles");
        complaints().stream().limit(SHOWN).forEach(complaint -> text.append("  ").append(complaint).append('\n'));
        return text.append("Again: ").append(plan.command()).toString();
    }

    private static void line(StringBuilder text, int count, String what) {
        text.append(String.format(Locale.ROOT, "  %,8d  %s%n", count, what));
    }
}
