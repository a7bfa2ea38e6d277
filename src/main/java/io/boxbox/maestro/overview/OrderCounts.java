package io.boxbox.maestro.overview;

import java.util.concurrent.atomic.LongAdder;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.boxbox.maestro.queue.OrderSettled;

/** What has become of this process's orders since its start; hears it first. May be asked from any thread. */
@Singleton
public class OrderCounts {

    private static final int MINUTE = 60;

    private final LongAdder delivered = new LongAdder();
    private final LongAdder handedBack = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LastMinutes deliveries = new LastMinutes();

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) OrderSettled order) {
        switch (order.outcome()) {
            case DELIVERED -> {
                delivered.increment();
                deliveries.count(System.currentTimeMillis() / 1000);
            }
            case HANDED_BACK -> handedBack.increment();
            case DEAD_LETTER -> deadLetters.increment();
            case ALREADY_DELIVERED, RELEASED -> {
            }
        }
    }

    public long delivered() {
        return delivered.sum();
    }

    public long handedBack() {
        return handedBack.sum();
    }

    public long deadLetters() {
        return deadLetters.sum();
    }

    /**
     * How many orders were delivered in a second of the last five minutes.
     *
     * @param second of the epoch
     */
    public long deliveredAt(long second) {
        return Math.max(0, deliveries.at(second));
    }

    /** How many orders were delivered in the last minute, the current second included. */
    public long deliveredLastMinute() {
        long now = System.currentTimeMillis() / 1000;
        long sum = 0;
        for (long second = now - MINUTE + 1; second <= now; second++) {
            sum += deliveredAt(second);
        }
        return sum;
    }
}
