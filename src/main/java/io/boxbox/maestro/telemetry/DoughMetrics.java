package io.boxbox.maestro.telemetry;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.overview.DependencyStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;

/** Times the answers of the Panettiere, and says whether the Panettiere is asleep. */
@Startup
@Singleton
class DoughMetrics {

    private static final String GIVEN = "OK";

    private final MeterRegistry registry;
    // To look a meter up takes longer than to count with it.
    private final DistributionSummary given;

    DoughMetrics(MeterRegistry registry, DependencyStatus dependencies) {
        this.registry = registry;
        this.given = duration(GIVEN);
        Gauge.builder("maestro.panettiere.asleep", dependencies, status -> status.isPanettiereAsleep() ? 1 : 0)
                .description("1 while the Panettiere gives no dough, by the answer to the last order that asked")
                .register(registry);
    }

    void on(@Observes DoughReceived dough) {
        given.record(Seconds.of(dough.took()));
    }

    void on(@Observes DoughDenied denied) {
        duration(answer(denied.reason())).record(Seconds.of(denied.took()));
    }

    private DistributionSummary duration(String status) {
        return Seconds.histogram(registry, "maestro.dough.duration", "From asking for dough to the answer, retries included",
                Tags.of("status", status));
    }

    private static String answer(Throwable reason) {
        if (reason instanceof DoughUnavailableException unavailable) {
            return unavailable.answer();
        }
        return reason instanceof DoughRefusedException refused ? refused.answer() : "UNKNOWN";
    }
}
