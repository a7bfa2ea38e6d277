package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The last lines of a demo.
 *
 * @param lasted how long it took
 * @param audit what became of the orders
 * @param tally what the humans did meanwhile
 */
record Summary(Duration lasted, Audit audit, Tally tally) {

    List<String> lines() {
        return List.of(
                "",
                String.format(Locale.ROOT, "After %.1f s:", lasted.toNanos() / 1e9),
                count("orders placed", audit.placed(), ""),
                count("delivered", audit.delivered(), ""),
                count("duplicates", audit.duplicates(), ""),
                count("missing", audit.missing().size(), ""),
                count("dead letters", audit.deadLetters(), reasons()),
                count("handed back", tally.handedBack(), ""),
                count("smokes", tally.smokes(), ", " + tally.oversmokes() + " of them oversmokes"),
                count("lunches", tally.lunches(), ""),
                "  from placed to delivered: median " + inWords(audit.medianWait()) + ", longest "
                        + inWords(audit.longestWait()));
    }

    /** One line: whether all went well, and if not, what did not. */
    String verdict() {
        if (audit.passed()) {
            return audit.deadLetters() == 0
                    ? "OK: every order was delivered exactly once (" + audit.delivered() + " of " + audit.placed() + ")."
                    : "OK: nothing was lost and nothing came twice (" + audit.delivered() + " delivered, " + audit.deadLetters()
                            + " dead letters, of " + audit.placed() + ").";
        }
        if (audit.placed() == 0) {
            return "FAILED: no order could be placed.";
        }
        if (audit.nothingMissing()) {
            return audit.duplicates() > 0 ? "FAILED: nothing is missing, but there are duplicates: " + audit.duplicates() + "."
                    : "FAILED: " + audit.strays().size()
                            + " orders became dead letters with which nothing was wrong; the first is "
                            + audit.strays().get(0) + ".";
        }
        return "FAILED: " + audit.missing().size() + " of " + audit.placed() + " orders were not delivered; the first is "
                + audit.missing().get(0) + ".";
    }

    private String reasons() {
        return audit.letters().isEmpty() ? ""
                : new TreeMap<>(audit.letters()).entrySet().stream()
                        .map(reason -> reason.getKey() + ' ' + reason.getValue()).collect(Collectors.joining(", ", ": ", ""));
    }

    private static String count(String what, int count, String remark) {
        return String.format(Locale.ROOT, "  %-14s%5d%s", what, count, remark);
    }

    private static String inWords(Optional<Duration> duration) {
        return duration.map(Line::inWords).orElse("unknown");
    }
}
