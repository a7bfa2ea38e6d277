package io.boxbox.maestro.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeEnded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts and times the breaks, as they really were. */
@ApplicationScoped
class BreakMetrics {

    private static final String OVERSMOKING = "oversmoking";

    private final Counter lunches;
    private final DistributionSummary lunchDuration;
    private final Breaks smokes;
    private final Breaks oversmokes;

    BreakMetrics(MeterRegistry registry, MaestroSettings settings) {
        Gauge.builder("maestro.time.lapse", settings, MaestroSettings::timeLapse)
                .description("How much faster than life people live: breaks are that much shorter")
                .register(registry);
        lunches = Counter.builder("maestro.lunch.count").description("Lunch breaks taken").register(registry);
        lunchDuration = Seconds.histogram(registry, "maestro.lunch.duration", "How long lunch breaks really took");
        smokes = smokes(registry, false);
        oversmokes = smokes(registry, true);
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof SmokeEnded smoke) {
            (smoke.oversmoked() ? oversmokes : smokes).took(Seconds.of(smoke.lasted()));
        } else if (event instanceof LunchEnded lunch) {
            lunches.increment();
            lunchDuration.record(Seconds.of(lunch.lasted()));
        }
    }

    private static Breaks smokes(MeterRegistry registry, boolean oversmoking) {
        return new Breaks(
                Counter.builder("maestro.smoke.count").description("Smoking breaks taken")
                        .tag(OVERSMOKING, String.valueOf(oversmoking)).register(registry),
                Seconds.histogram(registry, "maestro.smoke.duration", "How long smoking breaks really took",
                        OVERSMOKING, String.valueOf(oversmoking)));
    }

    private record Breaks(Counter count, DistributionSummary duration) {

        private void took(double seconds) {
            count.increment();
            duration.record(seconds);
        }
    }
}
