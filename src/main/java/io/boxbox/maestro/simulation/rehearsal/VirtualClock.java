package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.netty.channel.embedded.EmbeddedChannel;

/** Time that moves only when told to, on Netty's embedded event loop: nothing in it waits. */
public final class VirtualClock {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long nanos;

    public VirtualClock() {
        channel.freezeTime();
    }

    public KitchenClock kitchenClock() {
        return new KitchenClock(channel.eventLoop(), () -> nanos);
    }

    /** Runs everything that falls due within the given time, each at its own moment. */
    public void advance(Duration by) {
        long end = nanos + by.toNanos();
        long untilNext = runDue();
        while (untilNext >= 0 && nanos + untilNext <= end) {
            move(untilNext);
            untilNext = runDue();
        }
        move(end - nanos);
        runDue();
    }

    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    private long runDue() {
        long untilNext;
        do {
            channel.runPendingTasks();
            untilNext = channel.runScheduledPendingTasks();
        } while (untilNext == 0 || channel.hasPendingTasks());
        return untilNext;
    }

    private void move(long by) {
        nanos += by;
        channel.advanceTimeBy(by, TimeUnit.NANOSECONDS);
    }
}
