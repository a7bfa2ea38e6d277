package io.boxbox.maestro.telemetry;

import java.time.Duration;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Histograms of time in the unit {@code s}, which OpenTelemetry asks for: a {@code Timer} of Micrometer's would call it
 * {@code seconds}.
 */
final class Seconds {

    /** From a hundredth of a second to an hour: what people wait for. */
    private static final double[] BUCKETS = { 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
            1_800, 3_600 };
    private static final double NANOS = 1e9;

    private Seconds() {
    }

    static DistributionSummary histogram(MeterRegistry registry, String name, String description, Tags tags) {
        return DistributionSummary.builder(name)
                .description(description)
                .baseUnit("s")
                .serviceLevelObjectives(BUCKETS)
                .tags(tags)
                .register(registry);
    }

    static double of(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
