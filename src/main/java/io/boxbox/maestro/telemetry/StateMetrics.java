package io.boxbox.maestro.telemetry;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeStarted;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How many maestros are in each state: one series for a state, never one for a maestro. */
@ApplicationScoped
class StateMetrics {

    private enum State {
        IDLE,
        PROCESSING,
        SMOKING,
        LUNCHING
    }

    private static final State[] STATES = State.values();

    private final AtomicIntegerArray counts = new AtomicIntegerArray(STATES.length);
    private final AtomicIntegerArray stateOfMaestro;

    StateMetrics(MeterRegistry registry, MaestroSettings settings) {
        stateOfMaestro = new AtomicIntegerArray(settings.brigadeSize());
        counts.set(State.IDLE.ordinal(), settings.brigadeSize());
        for (State state : STATES) {
            Gauge.builder("maestro.maestros", counts, all -> all.get(state.ordinal()))
                    .description("Maestros by what they are doing")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof OrderStarted) {
            become(event.maestro(), State.PROCESSING);
        } else if (event instanceof SmokeStarted) {
            become(event.maestro(), State.SMOKING);
        } else if (event instanceof LunchStarted) {
            become(event.maestro(), State.LUNCHING);
        } else if (event instanceof Idle) {
            become(event.maestro(), State.IDLE);
        }
    }

    private void become(int maestro, State state) {
        int before = stateOfMaestro.getAndSet(maestro - 1, state.ordinal());
        if (before != state.ordinal()) {
            counts.decrementAndGet(before);
            counts.incrementAndGet(state.ordinal());
        }
    }
}
