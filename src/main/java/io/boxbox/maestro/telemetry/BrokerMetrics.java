package io.boxbox.maestro.telemetry;

import java.util.function.ToDoubleFunction;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.jetstream.Backlog;
import io.boxbox.maestro.overview.Surroundings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** The connection to NATS, and how many orders wait behind it. */
@Startup
@ApplicationScoped
class BrokerMetrics {

    BrokerMetrics(MeterRegistry registry, Surroundings around) {
        gauge(registry, around, "maestro.nats.connected", "1 while NATS is connected", null,
                now -> now.broker().connected() ? 1 : 0);
        gauge(registry, around, "maestro.nats.consuming",
                "1 while orders can be claimed: connected, and the consumer within reach", null,
                now -> now.broker().consuming() ? 1 : 0);
        FunctionCounter.builder("maestro.nats.reconnects", around, now -> now.broker().reconnects())
                .description("How often the connection to NATS was lost and came back")
                .register(registry);
        gauge(registry, around, "maestro.orders.waiting", "Orders in the stream that nobody has claimed", "{order}",
                now -> now.backlog().map(Backlog::waiting).map(Long::doubleValue).orElse(Double.NaN));
        gauge(registry, around, "maestro.orders.claimed", "Orders claimed by all replicas together and not settled", "{order}",
                now -> now.backlog().map(Backlog::claimed).map(Long::doubleValue).orElse(Double.NaN));
    }

    private static void gauge(MeterRegistry registry, Surroundings around, String name, String description, String unit,
            ToDoubleFunction<Surroundings> value) {
        Gauge.builder(name, around, value).description(description).baseUnit(unit).register(registry);
    }
}
