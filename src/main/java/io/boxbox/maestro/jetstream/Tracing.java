package io.boxbox.maestro.jetstream;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;

/**
 * Begins the trace of each claimed message, reads and writes the headers by which it travels, and knows what all spans about
 * messages have in common.
 */
@ApplicationScoped
class Tracing {

    private static final Set<String> TRACE_HEADERS = Set.of("traceparent", "tracestate", "baggage");
    private static final URI NOWHERE = URI.create("");

    private final boolean enabled;
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private volatile URI server = NOWHERE;

    Tracing(OpenTelemetry openTelemetry, MaestroSettings settings) {
        this.enabled = settings.openTelemetry().enabled();
        this.tracer = openTelemetry.getTracer("io.boxbox.maestro");
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
    }

    void connected(@Observes BrokerState state) {
        server = URI.create(state.server());
    }

    /** A message has arrived. */
    OrderTrace received(Message message) {
        Map<String, String> headers = traceHeaders(message.getHeaders());
        return new OrderTrace(this, message, headers, propagator.extract(Context.root(), headers, new TraceHeaders()));
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

    /** Writes a context into headers, over what is there. Leaves them alone where telemetry is switched off. */
    void write(Context context, Map<String, String> headers) {
        propagator.inject(context, headers, Map::put);
    }

    // In lower case, whatever they came in. A header that came several times is a list that was cut (RFC 9110, section 5.3).
    private static Map<String, String> traceHeaders(Headers headers) {
        Map<String, String> found = new TreeMap<>();
        if (headers != null) {
            headers.forEach((name, values) -> {
                String lowerCase = name.toLowerCase(Locale.ROOT);
                if (TRACE_HEADERS.contains(lowerCase)) {
                    values.forEach(value -> found.merge(lowerCase, value, (first, next) -> first + "," + next));
                }
            });
        }
        return found;
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

    private static final class TraceHeaders implements TextMapGetter<Map<String, String>> {

        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers == null ? List.of() : headers.keySet();
        }

        @Override
        public String get(Map<String, String> headers, String name) {
            return headers == null ? null : headers.get(name);
        }
    }
}
