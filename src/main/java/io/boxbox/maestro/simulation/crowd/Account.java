package io.boxbox.maestro.simulation.crowd;

import java.io.PrintStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.boxbox.maestro.kitchen.KitchenEvent;

/**
 * The live account on the terminal. Its methods may be called from any thread and never block: lines are written on an
 * executor, in the order they were told.
 */
final class Account {

    private final Executor writer;
    private final PrintStream out;
    private final boolean coloured;
    private final Supplier<Duration> sinceStart;
    private final Runnable whenNobodyReads;

    private final Narrator narrator = new Narrator();
    // Touched on the writer alone.
    private final Tally tally = new Tally();
    private String panettiere = "";
    private boolean over;

    /**
     * @param writer runs one task at a time
     * @param whenNobodyReads is run on the writer each time a line could not be written
     */
    Account(Executor writer, PrintStream out, boolean coloured, Supplier<Duration> sinceStart, Runnable whenNobodyReads) {
        this.writer = writer;
        this.out = out;
        this.coloured = coloured;
        this.sinceStart = sinceStart;
        this.whenNobodyReads = whenNobodyReads;
    }

    void kitchen(KitchenEvent event) {
        Duration at = sinceStart.get();
        writer.execute(() -> {
            tally.count(event);
            narrator.tell(event).ifPresent(line -> print(at, line));
        });
    }

    void ordered(NewOrder order) {
        print(narrator.ordered(order));
    }

    void notPlaced(NewOrder order, Throwable failure) {
        print(narrator.notPlaced(order, failure));
    }

    void won() {
        print(narrator.won());
    }

    void wentHome() {
        print(narrator.wentHome());
    }

    void noNats(Throwable failure) {
        print(narrator.noNats(failure));
    }

    void failed(Throwable failure) {
        print(narrator.failed(failure));
    }

    /** The Panettiere has fallen asleep, or is awake again. */
    void panettiere(boolean asleep) {
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
    void standing(OptionalLong unacknowledged) {
        Duration at = sinceStart.get();
        writer.execute(() -> print(at, narrator.standing(tally, unacknowledged, panettiere)));
    }

    /** The last word: what became of the crowd's orders. Then runs {@code afterwards}, on the writer. */
    void summary(Audit audit, Runnable afterwards) {
        Duration at = sinceStart.get();
        writer.execute(() -> {
            Summary summary = new Summary(at, audit, tally);
            summary.lines().forEach(this::print);
            Tone tone = audit.passed() ? Tone.DELIVERY : Tone.TROUBLE;
            print(coloured ? tone.paint(summary.verdict()) : summary.verdict());
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
        out.println(text);
        if (out.checkError()) {
            whenNobodyReads.run();
        }
    }
}
