package io.boxbox.maestro.overview;

import java.util.concurrent.atomic.LongAdder;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.boxbox.maestro.queue.OrderSettled;

/** What became of the orders of this process, since its start; hears it first. May be asked from any thread. */
@Singleton
public class SettledOrders {

    private final LongAdder delivered = new LongAdder();
    private final LongAdder handedBack = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) OrderSettled order) {
        switch (order.outcome()) {
            case DELIVERED -> delivered.increment();
            case HANDED_BACK -> handedBack.increment();
            case DEAD_LETTER -> deadLetters.increment();
            case ALREADY_DELIVERED, RELEASED -> {
            }
        }
    }

    /** How many were delivered. */
    public long delivered() {
        return delivered.sum();
    }

    /** How many were handed back to the queue, to be cooked later. */
    public long handedBack() {
        return handedBack.sum();
    }

    /** How many can never be cooked. */
    public long deadLetters() {
        return deadLetters.sum();
    }
}
