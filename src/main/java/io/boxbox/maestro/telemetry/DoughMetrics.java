package io.boxbox.maestro.telemetry;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.overview.Surroundings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Times the Panettiere, and says whether he sleeps. */
@ApplicationScoped
class DoughMetrics {

    private final MeterRegistry registry;

    DoughMetrics(MeterRegistry registry, Surroundings surroundings) {
        this.registry = registry;
        Gauge.builder("maestro.panettiere.asleep", surroundings, around -> around.isPanettiereAsleep() ? 1 : 0)
                .description("1 while the Panettiere gives no dough to anybody, by what became of the last order that asked")
                .register(registry);
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof DoughReceived dough) {
            took("OK", dough.took());
        } else if (event instanceof DoughDenied denied) {
            took(answer(denied.reason()), denied.took());
        }
    }

    private void took(String status, Duration time) {
        Seconds.histogram(registry, "maestro.dough.duration", "From asking for dough to the answer, retries included",
                "status", status).record(Seconds.of(time));
    }

    private static String answer(Throwable reason) {
        if (reason instanceof DoughUnavailableException unavailable) {
            return unavailable.answer();
        }
        return reason instanceof DoughRefusedException refused ? refused.answer() : "UNKNOWN";
    }
}
