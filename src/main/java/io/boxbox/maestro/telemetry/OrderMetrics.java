package io.boxbox.maestro.telemetry;

import java.util.Locale;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.queue.InFlightOrders;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;

/** Counts what became of orders, and times those that were delivered. */
// Made at the start: the event loops of the first events would have to wait until it is made.
@Startup
@Singleton
class OrderMetrics {

    private final MeterRegistry registry;
    private final Counter delivered;
    private final DistributionSummary duration;

    OrderMetrics(MeterRegistry registry, InFlightOrders inFlight) {
        this.registry = registry;
        this.delivered = counter(Outcome.DELIVERED, "none");
        this.duration = Seconds.histogram(registry, "maestro.order.duration",
                "From an order's arrival in the stream to its delivery", Tags.empty());
        Gauge.builder("maestro.orders.held", inFlight, InFlightOrders::count)
                .description("Orders that this process has claimed and not settled")
                .baseUnit("{order}")
                .register(registry);
    }

    void on(@Observes OrderSettled order) {
        if (order.outcome() == Outcome.DELIVERED) {
            delivered.increment();
            duration.record(Seconds.of(order.sinceArrival()));
        } else {
            counter(order.outcome(), order.reason()).increment();
        }
    }

    private Counter counter(Outcome outcome, String reason) {
        return Counter.builder("maestro.orders")
                .description("Orders by what became of them, and why")
                .baseUnit("{order}")
                .tags("outcome", outcome.name().toLowerCase(Locale.ROOT), "reason", reason)
                .register(registry);
    }
}
