package io.boxbox.maestro.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

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

    private static final int MAESTROS = 1;
    private static final String IDLE = "idle";
    private static final String PROCESSING = "processing";
    private static final String SMOKING = "smoking";
    private static final String LUNCHING = "lunching";

    private final Map<String, AtomicInteger> counts;
    private final Map<Integer, String> states = new ConcurrentHashMap<>();

    StateMetrics(MeterRegistry registry) {
        counts = Map.of(IDLE, new AtomicInteger(MAESTROS), PROCESSING, new AtomicInteger(), SMOKING, new AtomicInteger(),
                LUNCHING, new AtomicInteger());
        counts.forEach((state, count) -> Gauge.builder("maestro.maestros", count, AtomicInteger::get)
                .description("Maestros by what they are doing")
                .tag("state", state)
                .register(registry));
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof OrderStarted) {
            become(event.maestro(), PROCESSING);
        } else if (event instanceof SmokeStarted) {
            become(event.maestro(), SMOKING);
        } else if (event instanceof LunchStarted) {
            become(event.maestro(), LUNCHING);
        } else if (event instanceof Idle) {
            become(event.maestro(), IDLE);
        }
    }

    private void become(int maestro, String state) {
        String before = states.put(maestro, state);
        counts.get(before == null ? IDLE : before).decrementAndGet();
        counts.get(state).incrementAndGet();
    }
}
