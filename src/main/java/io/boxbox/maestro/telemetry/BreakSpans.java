package io.boxbox.maestro.telemetry;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.runtime.Startup;

/** A span for each break: a smoke in the trace of the order before it, a lunch in a trace of its own. */
// Made at the start: the event loops of the first events would have to wait until it is made.
@Startup
@Singleton
class BreakSpans {

    private final Tracer tracer;
    private final Map<Integer, Span> open = new ConcurrentHashMap<>();

    BreakSpans(OpenTelemetry openTelemetry, OTelRuntimeConfig settings) {
        this.tracer = (settings.sdkDisabled() ? OpenTelemetry.noop() : openTelemetry)
                .getTracer("io.boxbox.maestro");
    }

    void on(@Observes BreakStarted started) {
        Break taken = started.taken();
        SpanBuilder span = tracer.spanBuilder(taken.kind().name().toLowerCase(Locale.ROOT));
        if (taken.kind() == Kind.SMOKE) {
            span.setParent(Context.current()).setAttribute("maestro.oversmoking", taken.extended());
        } else {
            span.setNoParent();
        }
        open.put(started.maestro(), span.startSpan());
    }

    // The end of a break may be the last that is heard of a maestro, or never be heard.
    void on(@Observes BreakEnded ended) {
        Span span = open.remove(ended.maestro());
        if (span != null) {
            span.end();
        }
    }
}
