package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.overview.MaestroStates;
import io.boxbox.maestro.overview.SettledOrders;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.InFlightOrders;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.QueueStatus;
import io.opentelemetry.api.trace.TraceId;

/** Puts the kitchen's present together, when a viewer wants to see it. May be used from any thread. */
@ApplicationScoped
class Board {

    /** How many maestros are shown one by one. */
    static final int MOST_FACES = 10_000;

    private final MaestroSettings settings;
    private final MaestroStates maestros;
    private final DependencyStatus dependencies;
    private final InFlightOrders inFlight;
    private final SettledOrders settled;
    private final Journeys journeys;
    private final Trend trend;
    private final RecentDeadLetters deadLetters;

    Board(MaestroSettings settings, MaestroStates maestros, DependencyStatus dependencies, InFlightOrders inFlight,
            SettledOrders settled, Journeys journeys, Trend trend, RecentDeadLetters deadLetters) {
        this.settings = settings;
        this.maestros = maestros;
        this.dependencies = dependencies;
        this.inFlight = inFlight;
        this.settled = settled;
        this.journeys = journeys;
        this.trend = trend;
        this.deadLetters = deadLetters;
    }

    KitchenView view() {
        return new KitchenView(Instant.now(), brigade(), orders(),
                new KitchenView.LastMinutes(Trend.STEP, trend.deliveriesPerSecond(), trend.oldestWaitingSeconds()),
                new KitchenView.Panettiere(dependencies.isPanettiereAsleep()),
                nats(dependencies.queue()),
                journeys.latest().stream().map(this::order).toList(),
                deadLetters.latest().stream().map(this::letter).toList());
    }

    private KitchenView.Maestros brigade() {
        return new KitchenView.Maestros(maestros.size(), settings.timeLapse(), maestros.count(MaestroState.IDLE),
                maestros.count(MaestroState.PROCESSING), maestros.count(MaestroState.SMOKING),
                maestros.count(MaestroState.LUNCHING),
                maestros.letters(MOST_FACES), maestros.nextLunch().orElse(null));
    }

    private KitchenView.Orders orders() {
        Optional<Backlog> backlog = dependencies.backlog();
        return new KitchenView.Orders(backlog.map(Backlog::waiting).orElse(null),
                backlog.map(Backlog::claimed).orElse(null),
                inFlight.count(),
                backlog.flatMap(Backlog::oldest).orElse(null),
                settled.delivered(), settled.handedBack(), settled.deadLetters());
    }

    private static KitchenView.Nats nats(QueueStatus state) {
        return new KitchenView.Nats(state.connected(), state.consuming(), state.server(), state.reconnects(), state.detail());
    }

    private KitchenView.RecentOrder order(Journey journey) {
        BriefOrder order = journey.order();
        boolean personal = settings.board().showPersonalData();
        return new KitchenView.RecentOrder(order.id(), journey.maestro(), word(order.size()), word(order.border()),
                order.toppings(),
                personal ? order.username() : null,
                personal ? order.destination() : null,
                word(journey.stage()), journey.reason(),
                journey.arrived(), journey.started(), journey.dough(), journey.ended(),
                trace(journey.traceId()));
    }

    private KitchenView.DeadLetter letter(RecentDeadLetters.Letter letter) {
        OrderSettled order = letter.order();
        return new KitchenView.DeadLetter(order.id(), order.reason(),
                settings.board().showPersonalData() ? order.detail() : null, order.deliveries(), letter.written());
    }

    private String trace(String traceId) {
        return settings.board().traceUrl()
                .filter(template -> TraceId.isValid(traceId))
                .map(template -> template.replace("{traceId}", traceId))
                .orElse(null);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
