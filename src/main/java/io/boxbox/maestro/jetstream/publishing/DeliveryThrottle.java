package io.boxbox.maestro.jetstream.publishing;

import java.time.Duration;
import java.util.function.LongSupplier;

import jakarta.inject.Singleton;

/**
 * Slows claiming down while the server refuses every delivery: an order now and then finds out whether that has changed. May
 * be used from any thread.
 */
@Singleton
public class DeliveryThrottle {

    private static final int IN_A_ROW = 3;
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private int refusals;
    private Duration pause = SHORTEST;
    private long nextTry;

    /** On the system's own time. */
    public DeliveryThrottle() {
        this(System::nanoTime);
    }

    /** @param nanos the time */
    DeliveryThrottle(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized void refused() {
        refusals++;
        if (refusals == IN_A_ROW) {
            nextTry = nanos.getAsLong() + pause.toNanos();
        }
    }

    synchronized void accepted() {
        refusals = 0;
        pause = SHORTEST;
    }

    /** Whether orders are to be claimed one at a time. */
    public synchronized boolean isOn() {
        return refusals >= IN_A_ROW;
    }

    /**
     * Asks to claim an order.
     *
     * @return zero if that may be done now; otherwise how long to wait before asking again
     */
    public synchronized Duration ask() {
        if (refusals < IN_A_ROW) {
            return Duration.ZERO;
        }
        long now = nanos.getAsLong();
        if (now - nextTry < 0) {
            return Duration.ofNanos(nextTry - now);
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        nextTry = now + pause.toNanos();
        return Duration.ZERO;
    }
}
