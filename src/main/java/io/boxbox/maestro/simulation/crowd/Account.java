package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.boxbox.maestro.kitchen.KitchenEvent;

/**
 * The live account on the terminal. Its methods may be called from any thread and never block: lines are written on an
 * executor, in the order they were told.
 */
public final class Account {

    private static final String NOT_AS_EXPECTED = "FAILED: not everything that was expected came true.";

    private final Executor writer;
    private final Screen screen;
    private final boolean coloured;
    private final Supplier<Duration> sinceStart;

    private final Narrator narrator = new Narrator();
    // Touched on the writer alone.
    private final Tally tally = new Tally();
    private String panettiere = "";
    private boolean over;

    /**
     * @param writer runs one task at a time, and it alone uses the screen
     * @param coloured whether with ANSI escape codes
     */
    public Account(Executor writer, Screen screen, boolean coloured, Supplier<Duration> sinceStart) {
        this.writer = writer;
        this.screen = screen;
        this.coloured = coloured;
        this.sinceStart = sinceStart;
    }

    /** @param process whose kitchen it is; empty if there is one only */
    public void kitchen(String process, KitchenEvent event) {
        Duration at = sinceStart.get();
        Cook cook = new Cook(process, event.maestro());
        writer.execute(() -> {
            tally.count(cook, event);
            narrator.tell(cook, event).ifPresent(line -> print(at, line));
        });
    }

    /** The maestros of a process are no more. */
    public void gone(String process) {
        writer.execute(() -> tally.gone(process));
    }

    /** Any other line. */
    public void tell(Tone tone, String who, String what) {
        print(new Line(tone, who, what));
    }

    /** Lines without a time, as they are. */
    public void write(List<String> lines) {
        writer.execute(() -> lines.forEach(this::print));
    }

    /** The footer has changed. */
    public void redraw() {
        writer.execute(screen::draw);
    }

    public void ordered(NewOrder order) {
        print(narrator.ordered(order));
    }

    public void notPlaced(String orderId, Throwable failure) {
        print(narrator.notPlaced(orderId, failure));
    }

    public void won() {
        print(narrator.won());
    }

    public void wentHome() {
        print(narrator.wentHome());
    }

    void noNats(Throwable failure) {
        print(narrator.noNats(failure));
    }

    void failed(Throwable failure) {
        print(narrator.failed(failure));
    }

    /** The Panettiere has fallen asleep, or is awake again. */
    public void panettiere(boolean asleep) {
        Duration at = sinceStart.get();
        writer.execute(() -> {
            panettiere = asleep ? "; panettiere sleeps" : "";
            print(at, narrator.panettiere(asleep));
        });
    }

    /**
     * How things stand.
     *
     * @param unacknowledged orders in the queue, those that maestros hold included; empty if the queue does not answer
     */
    public void standing(OptionalLong unacknowledged) {
        Duration at = sinceStart.get();
        writer.execute(() -> print(at, narrator.standing(tally, unacknowledged, panettiere)));
    }

    /** The last word: what became of the crowd's orders. Then runs {@code afterwards}, on the writer. */
    public void summary(Audit audit, Runnable afterwards) {
        summary(audit, List.of(), true, afterwards);
    }

    /**
     * The same, with more to say before the verdict.
     *
     * @param expected whether what else was expected came true
     */
    public void summary(Audit audit, List<String> more, boolean expected, Runnable afterwards) {
        Duration at = sinceStart.get();
        writer.execute(() -> {
            Summary summary = new Summary(at, audit, tally);
            summary.lines().forEach(this::print);
            more.forEach(this::print);
            boolean passed = audit.passed() && expected;
            String verdict = audit.passed() && !expected ? NOT_AS_EXPECTED : summary.verdict();
            print(coloured ? (passed ? Tone.DELIVERY : Tone.TROUBLE).paint(verdict) : verdict);
            over = true;
            afterwards.run();
        });
    }

    private void print(Line line) {
        Duration at = sinceStart.get();
        writer.execute(() -> print(at, line));
    }

    private void print(Duration at, Line line) {
        print(line.text(at, coloured));
    }

    private void print(String text) {
        if (over) {
            return;
        }
        screen.print(text);
    }
}
