package io.boxbox.maestro.telemetry;

import java.util.function.ToDoubleFunction;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.queue.Backlog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** The connection to NATS, and how many orders wait behind it. */
@Startup
@ApplicationScoped
class BrokerMetrics {

    BrokerMetrics(MeterRegistry registry, DependencyStatus dependencies) {
        gauge(registry, dependencies, "maestro.nats.connected", "1 while NATS is connected", null,
                now -> now.queue().connected() ? 1 : 0);
        gauge(registry, dependencies, "maestro.nats.consuming",
                "1 while orders can be claimed: connected, and the consumer within reach", null,
                now -> now.queue().consuming() ? 1 : 0);
        FunctionCounter.builder("maestro.nats.reconnects", dependencies, now -> now.queue().reconnects())
                .description("How often the connection to NATS was lost and came back")
                .register(registry);
        gauge(registry, dependencies, "maestro.orders.waiting", "Orders in the stream that no consumer has claimed", "{order}",
                now -> now.backlog().map(Backlog::waiting).map(Long::doubleValue).orElse(Double.NaN));
        gauge(registry, dependencies, "maestro.orders.claimed", "Orders claimed by all replicas together and not settled",
                "{order}",
                now -> now.backlog().map(Backlog::claimed).map(Long::doubleValue).orElse(Double.NaN));
    }

    private static void gauge(MeterRegistry registry, DependencyStatus dependencies, String name, String description,
            String unit,
            ToDoubleFunction<DependencyStatus> value) {
        Gauge.builder(name, dependencies, value).description(description).baseUnit(unit).register(registry);
    }
}
