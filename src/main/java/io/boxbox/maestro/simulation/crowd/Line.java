package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.Locale;

/**
 * A line of the account.
 *
 * @param who does it
 * @param what happens
 */
public record Line(Tone tone, String who, String what) {

    /**
     * The line as it is printed.
     *
     * @param at since the start of the demo
     * @param coloured with ANSI escape codes; never without them does a line hold an escape
     */
    String text(Duration at, boolean coloured) {
        // Anyone may place an order; its words must not steer the reader's terminal.
        String text = String.format(Locale.ROOT, "%6.1f s  %-10s  %s", seconds(at), who, what).replaceAll("\\p{Cntrl}", "?");
        return coloured ? tone.paint(text) : text;
    }

    /** In words, to a hundredth of a second. */
    public static String inWords(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", seconds(duration));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
