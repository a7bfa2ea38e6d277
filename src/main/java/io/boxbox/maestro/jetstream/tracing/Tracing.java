package io.boxbox.maestro.jetstream.tracing;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.queue.QueueStatus;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;

/**
 * Starts spans about messages, with what all of them have in common, and reads and writes the headers by which traces travel.
 */
@Singleton
public class Tracing {

    private static final URI NOWHERE = URI.create("");

    private final boolean enabled;
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private volatile URI server = NOWHERE;

    Tracing(OpenTelemetry openTelemetry, OTelRuntimeConfig settings) {
        this.enabled = !settings.sdkDisabled();
        this.tracer = openTelemetry.getTracer("io.boxbox.maestro");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    void connected(@Observes QueueStatus state) {
        server = URI.create(state.server());
    }

    /** The context in which a message was published, as its headers say. */
    Context extract(TraceHeaders headers) {
        return propagator.extract(Context.root(), headers, new Getter());
    }

    /** Starts a span about a message. */
    Span start(Operation operation, String subject, Context parent) {
        // A disabled SDK would still make spans, and drop them when they end.
        if (!enabled) {
            return Span.fromContext(parent);
        }
        String template = subject.substring(0, subject.lastIndexOf('.') + 1) + "{order_id}";
        SpanBuilder span = tracer.spanBuilder(operation.operationName() + " " + template)
                .setParent(parent)
                .setSpanKind(operation.kind)
                .setAttribute("messaging.system", "nats")
                .setAttribute("messaging.operation.name", operation.operationName())
                .setAttribute("messaging.operation.type", operation.type)
                .setAttribute("messaging.destination.name", subject)
                .setAttribute("messaging.destination.template", template);
        URI where = server;
        if (where.getHost() != null) {
            span.setAttribute("server.address", where.getHost()).setAttribute("server.port", (long) where.getPort());
        }
        return span.startSpan();
    }

    /**
     * The headers by which the trace goes on, over those that came: each under the name it came under, and in lower case if it
     * did not come. They go on as they came where telemetry is switched off.
     */
    Map<String, List<String>> onward(Context context, TraceHeaders came) {
        Map<String, List<String>> onward = new HashMap<>();
        came.values().forEach((name, value) -> onward.put(came.names().get(name), List.of(value)));
        propagator.inject(context, onward, (headers, name, value) -> headers.put(came.names().getOrDefault(name, name),
                List.of(value)));
        return onward;
    }

    /** What is done with a message, by OpenTelemetry's conventions for messaging. */
    enum Operation {

        RECEIVE(SpanKind.CLIENT, "receive"),
        PROCESS(SpanKind.CONSUMER, "process"),
        PUBLISH(SpanKind.PRODUCER, "send");

        private final SpanKind kind;
        private final String type;

        Operation(SpanKind kind, String type) {
            this.kind = kind;
            this.type = type;
        }

        private String operationName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Getter implements TextMapGetter<TraceHeaders> {

        @Override
        public Iterable<String> keys(TraceHeaders headers) {
            return headers == null ? List.of() : headers.values().keySet();
        }

        @Override
        public String get(TraceHeaders headers, String name) {
            return headers == null ? null : headers.values().get(name);
        }
    }
}
