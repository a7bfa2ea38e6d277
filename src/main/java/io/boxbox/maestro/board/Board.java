package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.overview.MaestroStates;
import io.boxbox.maestro.overview.OrderCounts;
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
    private final Journeys journeys;
    private final Trend trend;
    private final RecentDeadLetters deadLetters;
    private final OrderCounts counts;
    private final Causes causes;
    private final Town town;

    Board(MaestroSettings settings, MaestroStates maestros, DependencyStatus dependencies, InFlightOrders inFlight,
            Journeys journeys, Trend trend, RecentDeadLetters deadLetters, OrderCounts counts, Causes causes,
            Town town) {
        this.settings = settings;
        this.maestros = maestros;
        this.dependencies = dependencies;
        this.inFlight = inFlight;
        this.journeys = journeys;
        this.trend = trend;
        this.deadLetters = deadLetters;
        this.counts = counts;
        this.causes = causes;
        this.town = town;
    }

    KitchenView view() {
        Instant now = Instant.now();
        return new KitchenView(now, brigade(), orders(),
                new KitchenView.LastMinutes(Trend.STEP, trend.deliveriesPerSecond(), trend.oldestWaitingSeconds()),
                new KitchenView.Panettiere(dependencies.isPanettiereAsleep()),
                nats(dependencies.queue()),
                town.at(now),
                causes.latest(now).stream().map(Board::event).toList(),
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
                counts.delivered(), counts.handedBack(), counts.deadLetters());
    }

    private static KitchenView.Nats nats(QueueStatus state) {
        return new KitchenView.Nats(state.connected(), state.consuming(), state.server(), state.reconnects(), state.detail());
    }

    private static KitchenView.Event event(Mark mark) {
        return new KitchenView.Event(mark.at(), word(mark.kind()), mark.text());
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
