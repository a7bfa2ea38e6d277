package io.boxbox.maestro.jetstream;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.jboss.logging.MDC;

import io.boxbox.maestro.jetstream.Tracing.Operation;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.vertx.core.Vertx;

/**
 * Maestro's part of an order's trace: the message is received, processed and published, by OpenTelemetry's
 * <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">conventions for messaging</a>. All of it
 * hangs below the span that placed the order.
 * <p>
 * The parent of a span is given and never taken from the thread: threads and event loops carry many orders.
 */
final class OrderTrace {

    private static final String LOGGED_ID = "orderId";

    private final Tracing tracing;
    private final Message message;
    private final Map<String, String> headers;
    private final Span receiving;
    private volatile Span processing;
    private volatile Context context;

    /**
     * @param headers the trace headers that came with the message, in lower case
     * @param placed what they say: the context in which the order was placed
     */
    OrderTrace(Tracing tracing, Message message, Map<String, String> headers, Context placed) {
        this.tracing = tracing;
        this.message = message;
        this.headers = headers;
        this.receiving = describe(tracing.start(Operation.RECEIVE, message.getSubject(), placed));
        this.context = placed.with(receiving);
    }

    /** Work on the message begins. Whatever the calling Vert.x context does from now on belongs to it. */
    void begin() {
        receiving.end();
        processing = describe(tracing.start(Operation.PROCESS, message.getSubject(), context));
        context = context.with(processing);
        QuarkusContextStorage.INSTANCE.attach(Vertx.currentContext(), context);
        MDC.put(LOGGED_ID, id());
    }

    /** Says what the order is, by the names that the original service uses. */
    void describe(Order order) {
        processing.setAttribute("box-box.orderid", order.id())
                .setAttribute("order.size", order.size().name().toLowerCase(Locale.ROOT))
                .setAttribute("order.destination", order.destination())
                .setAttribute("order.username", order.username())
                .setAttribute(AttributeKey.stringArrayKey("order.toppings"), order.toppings());
    }

    private Span describe(Span span) {
        NatsJetStreamMetaData meta = message.metaData();
        return span.setAttribute("messaging.consumer.group.name", meta.getConsumer())
                .setAttribute("messaging.message.body.size", message.getData().length)
                .setAttribute("messaging.nats.stream", meta.getStream())
                .setAttribute("messaging.nats.stream_sequence", meta.streamSequence())
                .setAttribute("messaging.nats.delivery_count", meta.deliveredCount());
    }

    /** A message is on its way to the stream because of this one. */
    Publication publish(String subject, String messageId) {
        return new Publication(tracing.start(Operation.PUBLISH, subject, context)
                .setAttribute("messaging.message.id", messageId));
    }

    /** The message is settled. */
    void end(OrderSettled settled, Throwable failure) {
        Span span = processing == null ? receiving : processing;
        span.setAttribute("maestro.outcome", settled.outcome().name().toLowerCase(Locale.ROOT));
        if (failure != null) {
            span.setAttribute("maestro.reason", settled.reason());
            fail(span, failure);
        }
        span.end();
    }

    /** Does something as a part of this trace, like writing to the log, on whatever thread. */
    void within(Runnable action) {
        Object before = MDC.get(LOGGED_ID);
        try (Scope current = context.makeCurrent()) {
            MDC.put(LOGGED_ID, id());
            action.run();
        } finally {
            if (before == null) {
                MDC.remove(LOGGED_ID);
            } else {
                MDC.put(LOGGED_ID, before);
            }
        }
    }

    private String id() {
        return OrderSubjects.lastToken(message.getSubject());
    }

    private static void fail(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR, failure.getMessage() == null ? failure.toString() : failure.getMessage())
                .recordException(failure);
    }

    /** A message on its way to the stream. */
    final class Publication {

        private final Span span;

        private Publication(Span span) {
            this.span = span;
        }

        /** The headers by which whoever takes the message goes on with the trace. */
        Map<String, List<String>> headers() {
            Map<String, String> onward = new HashMap<>(headers);
            tracing.write(context.with(span), onward);
            return onward.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        }

        void confirmed() {
            span.end();
        }

        void failed(Throwable failure) {
            fail(span, failure);
            span.end();
        }
    }
}
