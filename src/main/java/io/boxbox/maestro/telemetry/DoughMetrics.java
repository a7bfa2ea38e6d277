package io.boxbox.maestro.telemetry;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.overview.DependencyStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;

/** Times the answers of the Panettiere, and says whether the Panettiere is asleep. */
@Startup
@Singleton
class DoughMetrics {

    private final MeterRegistry registry;

    DoughMetrics(MeterRegistry registry, DependencyStatus dependencies) {
        this.registry = registry;
        Gauge.builder("maestro.panettiere.asleep", dependencies, status -> status.isPanettiereAsleep() ? 1 : 0)
                .description("1 while the Panettiere gives no dough, by the answer to the last order that asked")
                .register(registry);
    }

    void on(@Observes DoughReceived dough) {
        took("OK", dough.took());
    }

    void on(@Observes DoughDenied denied) {
        took(answer(denied.reason()), denied.took());
    }

    private void took(String status, Duration time) {
        Seconds.histogram(registry, "maestro.dough.duration", "From asking for dough to the answer, retries included",
                Tags.of("status", status)).record(Seconds.of(time));
    }

    private static String answer(Throwable reason) {
        if (reason instanceof DoughUnavailableException unavailable) {
            return unavailable.answer();
        }
        return reason instanceof DoughRefusedException refused ? refused.answer() : "UNKNOWN";
    }
}
