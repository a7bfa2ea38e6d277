package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The report of a run.
 *
 * @param plan what was run
 * @param lasted how long it took, from the first order to quiet
 * @param placed orders that the workload tried to place
 * @param faults how often each kind of fault was injected
 * @param result what the stream says
 * @param failures what else went wrong, with processes or with the run itself
 */
record FaultReport(Plan plan, Duration lasted, int placed, Map<String, Integer> faults, CheckResult result,
        List<String> failures) {

    private static final int SHOWN = 20;

    FaultReport {
        faults = new TreeMap<>(faults);
        failures = List.copyOf(failures);
    }

    int faultCount() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Everything that must not be; empty if all is well. */
    List<String> problems() {
        return Stream.of(result.violations(), failures).flatMap(List::stream).toList();
    }

    /** The report as the terminal shows it: problems before numbers, since a log may be cut short. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "After %d s with %d processes of %d maestros, seed %d:%n",
                lasted.toSeconds(), plan.processes(), plan.brigade(), plan.seed()));
        problems().stream().limit(SHOWN).forEach(problem -> text.append("  ").append(problem).append('\n'));
        if (problems().size() > SHOWN) {
            text.append("  and ").append(problems().size() - SHOWN).append(" more\n");
        }
        line(text, result.lost().size(), "lost");
        line(text, result.duplicated().size(), "duplicated");
        line(text, result.wrong().size(), "wrong");
        line(text, failures.size(), "other failures");
        line(text, placed, "orders placed");
        line(text, result.accepted(), "accepted, as the stream says");
        result.kinds().forEach((kind, count) -> line(text, count, "  " + kind.name().toLowerCase(Locale.ROOT)));
        line(text, result.delivered(), "delivered");
        line(text, result.deadLetters(), "dead letters");
        line(text, result.repeated(), "already delivered: placed again under the same id");
        line(text, faultCount(), "faults");
        faults.forEach((kind, count) -> line(text, count, "  " + kind));
        return text.append("Again: ").append(plan.command()).toString();
    }

    private static void line(StringBuilder text, int count, String what) {
        text.append(String.format(Locale.ROOT, "  %,8d  %s%n", count, what));
    }
}
