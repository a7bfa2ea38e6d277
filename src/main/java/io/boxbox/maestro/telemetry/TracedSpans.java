package io.boxbox.maestro.telemetry;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;

/** Decides what has no span, and keeps the SDK from adding exporters to those that Quarkus has made. */
@Singleton
class TracedSpans implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    // The SDK would read the standard variables OTEL_*_EXPORTER itself: TelemetryExport has done so.
    private static final Map<String, String> QUARKUS_EXPORTERS = Map.of("otel.traces.exporter", "cdi",
            "otel.metrics.exporter", "cdi", "otel.logs.exporter", "cdi");

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder sdk) {
        sdk.addPropertiesCustomizer(given -> QUARKUS_EXPORTERS);
        sdk.addSamplerCustomizer((sampler, properties) -> new WithoutHousekeeping(sampler));
    }

    /** Drops the spans of calls that belong to no order: probes of health, and the look at the Panettiere at the start. */
    private record WithoutHousekeeping(Sampler sampler) implements Sampler {

        private static final Set<String> HOUSEKEEPING = Set.of("grpc.health.v1.Health/Check", "grpc.health.v1.Health/Watch",
                "panettiere.v1.PanettiereService/Status");

        @Override
        public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind, Attributes attributes,
                List<LinkData> links) {
            return HOUSEKEEPING.contains(name) ? SamplingResult.drop()
                    : sampler.shouldSample(parent, traceId, name, kind, attributes, links);
        }

        @Override
        public String getDescription() {
            return sampler.getDescription();
        }
    }
}
