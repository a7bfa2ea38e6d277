package io.boxbox.maestro.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeEnded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times the breaks, as they really were. */
@ApplicationScoped
class BreakMetrics {

    private final Counter lunches;
    private final Timer lunchDuration;
    private final Counter smokes;
    private final Timer smokeDuration;

    BreakMetrics(MeterRegistry registry) {
        lunches = Counter.builder("maestro.lunch.count").description("Lunch breaks taken").register(registry);
        lunchDuration = Timer.builder("maestro.lunch.duration").description("How long lunch breaks took")
                .publishPercentileHistogram().register(registry);
        smokes = Counter.builder("maestro.smoke.count").description("Smoking breaks taken").register(registry);
        smokeDuration = Timer.builder("maestro.smoke.duration").description("How long smoking breaks took")
                .publishPercentileHistogram().register(registry);
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof SmokeEnded smoke) {
            smokes.increment();
            smokeDuration.record(smoke.lasted());
        } else if (event instanceof LunchEnded lunch) {
            lunches.increment();
            lunchDuration.record(lunch.lasted());
        }
    }
}
