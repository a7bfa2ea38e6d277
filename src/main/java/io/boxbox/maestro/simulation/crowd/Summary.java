package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
                count("handed back", tally.handedBack(), ""),
                count("smokes", tally.smokes(), ", " + tally.oversmokes() + " of them oversmokes"),
                count("lunches", tally.lunches(), ""),
                "  from placed to delivered: median " + inWords(audit.medianWait()) + ", longest "
                        + inWords(audit.longestWait()));
    }

    /** One line: whether all went well, and if not, what did not. */
    String verdict() {
        if (audit.passed()) {
            return "OK: every order was delivered exactly once (" + audit.delivered() + " of " + audit.placed() + ").";
        }
        if (audit.placed() == 0) {
            return "FAILED: no order could be placed.";
        }
        if (audit.nothingMissing()) {
            return "FAILED: nothing is missing, but there are duplicates: " + audit.duplicates() + ".";
        }
        return "FAILED: " + audit.missing().size() + " of " + audit.placed() + " orders were not delivered; the first is "
                + audit.missing().get(0) + ".";
    }

    private static String count(String what, int count, String remark) {
        return String.format(Locale.ROOT, "  %-14s%5d%s", what, count, remark);
    }

    private static String inWords(Optional<Duration> duration) {
        return duration.map(Line::inWords).orElse("unknown");
    }
}
