package io.boxbox.maestro.simulation.crowd;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the account is written: lines and, on a terminal, one more below them that stays at the bottom. For one thread.
 */
public final class Screen {

    private static final String CLEAR = "\r\u001B[K";

    private final PrintStream out;
    private final Supplier<Optional<String>> footer;
    private final Runnable whenNobodyReads;
    private boolean footerIsThere;

    /**
     * @param footer what stays at the bottom, asked for after each line; empty where there is no terminal: then no line holds
     *        an
     *        escape
     * @param whenNobodyReads is run each time a line could not be written
     */
    public Screen(PrintStream out, Supplier<Optional<String>> footer, Runnable whenNobodyReads) {
        this.out = out;
        this.footer = footer;
        this.whenNobodyReads = whenNobodyReads;
    }

    /** One without a footer. */
    public static Screen plain(PrintStream out, Runnable whenNobodyReads) {
        return new Screen(out, Optional::empty, whenNobodyReads);
    }

    public void print(String line) {
        out.print((footerIsThere ? CLEAR : "") + line + System.lineSeparator());
        footerIsThere = false;
        draw();
    }

    /** Writes the footer again, because it or the terminal has changed. */
    public void draw() {
        Optional<String> text = footer.get();
        if (text.isPresent() || footerIsThere) {
            out.print(CLEAR + text.orElse(""));
        }
        footerIsThere = text.isPresent();
        out.flush();
        if (out.checkError()) {
            whenNobodyReads.run();
        }
    }
}
