package io.boxbox.maestro.queue;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

/** How many messages this process has claimed and not settled. May be used from any thread. */
@Singleton
public final class InFlightOrders {

    private final AtomicInteger count = new AtomicInteger();

    public void claimed() {
        count.incrementAndGet();
    }

    public void settled() {
        count.decrementAndGet();
    }

    public int count() {
        return count.get();
    }
}
