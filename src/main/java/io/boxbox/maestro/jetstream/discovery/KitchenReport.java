package io.boxbox.maestro.jetstream.discovery;

import static io.nats.client.support.JsonValueUtils.mapBuilder;

import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.overview.MaestroStates;
import io.boxbox.maestro.overview.OrderCounts;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.InFlightOrders;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils.MapBuilder;

/** What the maestros of this process do and have done, in a few numbers. Nothing of a single order or a person. */
@Singleton
class KitchenReport {

    private final MaestroStates maestros;
    private final InFlightOrders inFlight;
    private final OrderCounts counts;
    private final DependencyStatus dependencies;

    KitchenReport(MaestroStates maestros, InFlightOrders inFlight, OrderCounts counts, DependencyStatus dependencies) {
        this.maestros = maestros;
        this.inFlight = inFlight;
        this.counts = counts;
        this.dependencies = dependencies;
    }

    /** The present, put together when asked for. From any thread. */
    JsonValue now() {
        return mapBuilder()
                .put("consuming", dependencies.queue().consuming())
                .put("maestros", people())
                .put("orders", orders())
                .toJsonValue();
    }

    private JsonValue people() {
        return mapBuilder()
                .put("size", maestros.size())
                .put("idle", maestros.count(MaestroState.IDLE))
                .put("processing", maestros.count(MaestroState.PROCESSING))
                .put("smoking", maestros.count(MaestroState.SMOKING))
                .put("lunching", maestros.count(MaestroState.LUNCHING))
                .toJsonValue();
    }

    private JsonValue orders() {
        MapBuilder orders = mapBuilder();
        dependencies.backlog().map(Backlog::waiting).ifPresent(waiting -> orders.put("waiting", waiting));
        return orders
                .put("held", inFlight.count())
                .put("delivered", counts.delivered())
                .put("handedBack", counts.handedBack())
                .put("deadLetters", counts.deadLetters())
                .toJsonValue();
    }
}
