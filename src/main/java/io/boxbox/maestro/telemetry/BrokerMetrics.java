package io.boxbox.maestro.telemetry;

import java.util.function.ToDoubleFunction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.jetstream.Backlog;
import io.boxbox.maestro.jetstream.BrokerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** The connection to NATS, and how many orders wait behind it. */
@Startup
@ApplicationScoped
class BrokerMetrics {

    private volatile BrokerState broker = BrokerState.UNKNOWN;
    private volatile Backlog backlog;

    BrokerMetrics(MeterRegistry registry) {
        gauge(registry, "maestro.nats.connected", "1 while NATS is connected", null,
                metrics -> metrics.broker.connected() ? 1 : 0);
        gauge(registry, "maestro.nats.consuming", "1 while orders can be claimed: connected, and the consumer within reach",
                null,
                metrics -> metrics.broker.consuming() ? 1 : 0);
        FunctionCounter.builder("maestro.nats.reconnects", this, metrics -> metrics.broker.reconnects())
                .description("How often the connection to NATS was lost and came back")
                .register(registry);
        gauge(registry, "maestro.orders.waiting", "Orders in the stream that nobody has claimed", "{order}",
                metrics -> metrics.backlog == null ? Double.NaN : metrics.backlog.waiting());
        gauge(registry, "maestro.orders.claimed", "Orders claimed by all replicas together and not settled", "{order}",
                metrics -> metrics.backlog == null ? Double.NaN : metrics.backlog.claimed());
    }

    void on(@Observes BrokerState state) {
        broker = state;
    }

    void on(@Observes Backlog read) {
        backlog = read;
    }

    private void gauge(MeterRegistry registry, String name, String description, String unit,
            ToDoubleFunction<BrokerMetrics> value) {
        Gauge.builder(name, this, value).description(description).baseUnit(unit).register(registry);
    }
}
