package io.boxbox.maestro.telemetry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;

/** Counts and times the breaks, as they really were: {@code maestro.lunch.count}, {@code maestro.lunch.duration} and so on. */
@Startup
@Singleton
class BreakMetrics {

    // Telling the two apart is what people watch smokes for.
    private static final String OVERSMOKING = "oversmoking";

    private final Map<Kind, Meters> usual = new EnumMap<>(Kind.class);
    private final Map<Kind, Meters> extended = new EnumMap<>(Kind.class);

    BreakMetrics(MeterRegistry registry, MaestroSettings settings) {
        Gauge.builder("maestro.time.lapse", settings, MaestroSettings::timeLapse)
                .description("How much faster than life people live: breaks are that much shorter")
                .register(registry);
        for (Kind kind : Kind.values()) {
            boolean canBeExtended = kind == Kind.SMOKE;
            usual.put(kind, meters(registry, kind, canBeExtended ? Tags.of(OVERSMOKING, "false") : Tags.empty()));
            if (canBeExtended) {
                extended.put(kind, meters(registry, kind, Tags.of(OVERSMOKING, "true")));
            }
        }
    }

    void on(@Observes BreakEnded ended) {
        Break taken = ended.taken();
        Meters meters = (taken.extended() ? extended : usual).get(taken.kind());
        meters.count().increment();
        meters.duration().record(Seconds.of(ended.lasted()));
    }

    private static Meters meters(MeterRegistry registry, Kind kind, Tags tags) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return new Meters(
                Counter.builder("maestro." + name + ".count").description("Breaks taken: " + name).baseUnit("{call}").tags(tags)
                        .register(registry),
                Seconds.histogram(registry, "maestro." + name + ".duration", "How long breaks really took: " + name, tags));
    }

    private record Meters(Counter count, DistributionSummary duration) {
    }
}
