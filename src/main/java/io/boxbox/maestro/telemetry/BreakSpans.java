package io.boxbox.maestro.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeStarted;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** A span for each break: a smoke in the trace of the order before it, a lunch in a trace of its own. */
@ApplicationScoped
class BreakSpans {

    private final Tracer tracer;
    private final Map<Integer, Span> open = new ConcurrentHashMap<>();

    BreakSpans(OpenTelemetry openTelemetry, MaestroSettings settings) {
        this.tracer = (settings.openTelemetry().enabled() ? openTelemetry : OpenTelemetry.noop())
                .getTracer("io.boxbox.maestro");
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof SmokeStarted smoke) {
            Span span = tracer.spanBuilder("smoke").setParent(Context.current()).startSpan()
                    .setAttribute("maestro.oversmoking", smoke.oversmoking());
            open.put(smoke.maestro(), span);
        } else if (event instanceof LunchStarted lunch) {
            open.put(lunch.maestro(), tracer.spanBuilder("lunch").setNoParent().startSpan());
        } else if (event instanceof SmokeEnded || event instanceof LunchEnded) {
            end(event.maestro());
        }
    }

    // One who leaves may not be heard of any more.
    private void end(int maestro) {
        Span span = open.remove(maestro);
        if (span != null) {
            span.end();
        }
    }
}
