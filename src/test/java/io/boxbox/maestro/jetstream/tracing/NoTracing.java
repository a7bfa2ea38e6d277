package io.boxbox.maestro.jetstream.tracing;

import java.util.Map;

import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;

/** Tracing that is switched off. */
public final class NoTracing {

    private NoTracing() {
    }

    public static Tracing tracing() {
        return new Tracing(OpenTelemetry.noop(), Scripted.of(OTelRuntimeConfig.class, Map.of("sdkDisabled", none -> true)));
    }
}
