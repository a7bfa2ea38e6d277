package io.boxbox.maestro.jetstream.tracing;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jboss.logging.MDC;

import io.boxbox.maestro.jetstream.connection.WireSubject;
import io.boxbox.maestro.jetstream.tracing.Tracing.Operation;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.queue.OrderSettled;
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
public final class OrderTrace {

    private static final String LOGGED_ID = "orderId";

    private final Tracing tracing;
    private final Message message;
    private final String subject;
    private final TraceHeaders headers;
    private final Span receiving;
    private volatile Span processing;
    private volatile Context context;

    /** A message has arrived. */
    public OrderTrace(Tracing tracing, Message message) {
        this.tracing = tracing;
        this.message = message;
        this.subject = OrderSubjects.publishable(WireSubject.text(message.getSubject()));
        this.headers = TraceHeaders.of(message.getHeaders());
        Context placed = tracing.extract(headers);
        this.receiving = describe(tracing.start(Operation.RECEIVE, subject, placed));
        this.context = placed.with(receiving);
    }

    /** Work on the message begins. Whatever the calling Vert.x context does from now on belongs to it. */
    public void begin() {
        receiving.end();
        processing = describe(tracing.start(Operation.PROCESS, subject, context));
        context = context.with(processing);
        QuarkusContextStorage.INSTANCE.attach(Vertx.currentContext(), context);
        MDC.put(LOGGED_ID, id());
    }

    /** Says what the order is, by the names that the original service uses. */
    public void describe(Order order) {
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
    public Publication publish(String subject, String messageId) {
        return new Publication(tracing.start(Operation.PUBLISH, subject, context)
                .setAttribute("messaging.message.id", messageId));
    }

    /** The message is settled. */
    public void end(OrderSettled settled, Throwable failure) {
        Span span = processing == null ? receiving : processing;
        span.setAttribute("maestro.outcome", settled.outcome().name().toLowerCase(Locale.ROOT));
        if (failure != null) {
            span.setAttribute("maestro.reason", settled.reason());
            fail(span, failure, settled.reason());
        }
        span.end();
    }

    /** Does something as a part of this trace, like writing to the log, on whatever thread. */
    public void within(Runnable action) {
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
        return OrderSubjects.lastToken(subject);
    }

    private static void fail(Span span, Throwable failure, String type) {
        span.setAttribute("error.type", type)
                .setStatus(StatusCode.ERROR, failure.getMessage() == null ? failure.toString() : failure.getMessage())
                .recordException(failure);
    }

    /** A message on its way to the stream. */
    public final class Publication {

        private final Span span;

        private Publication(Span span) {
            this.span = span;
        }

        /** The headers by which the next consumer of the message goes on with the trace. */
        public Map<String, List<String>> headers() {
            return tracing.onward(context.with(span), headers);
        }

        public void confirmed() {
            span.end();
        }

        public void failed(Throwable failure) {
            fail(span, failure, failure.getClass().getName());
            span.end();
        }
    }
}
