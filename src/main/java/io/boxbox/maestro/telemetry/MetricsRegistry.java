package io.boxbox.maestro.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.HistogramFlavor;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.quarkus.opentelemetry.runtime.OpenTelemetryUtil;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.runtime.ApplicationConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Makes Micrometer's OTLP registry, whose metrics come from the same resource and go the same way as traces and logs. The
 * extension makes none of its own: {@code quarkus.micrometer.export.otlp.default-registry} is false.
 */
// Micrometer looks up the values of its settings' enums by reflection.
@RegisterForReflection(targets = { AggregationTemporality.class, HistogramFlavor.class })
@Singleton
final class MetricsRegistry {

    @Produces
    @Singleton
    OtlpMeterRegistry registry(OtlpConfig config, Clock clock, MetricsSender sender, OTelRuntimeConfig openTelemetry,
            ApplicationConfig application) {
        Map<String, String> resource = new LinkedHashMap<>();
        application.name().ifPresent(name -> resource.put("service.name", name));
        application.version().ifPresent(version -> resource.put("service.version", version));
        resource.putAll(OpenTelemetryUtil.convertKeyValueListToMap(openTelemetry.resourceAttributes().orElse(null)));
        openTelemetry.serviceName().ifPresent(name -> resource.put("service.name", name));
        // Not set, it would read the standard variables itself, which are in the resource already.
        if (config.get(config.prefix() + ".resourceAttributes") != null) {
            resource.putAll(config.resourceAttributes());
        }
        return OtlpMeterRegistry.builder(new WithResource(config, resource))
                .clock(clock)
                .threadFactory(new NamedThreadFactory("otlp-metrics-publisher"))
                .metricsSender(sender)
                .build();
    }

    private record WithResource(OtlpConfig config, Map<String, String> resourceAttributes) implements OtlpConfig {

        @Override
        public String get(String key) {
            return config.get(key);
        }
    }
}
