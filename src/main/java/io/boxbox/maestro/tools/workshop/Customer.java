package io.boxbox.maestro.tools.workshop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.simulation.tracing.SpanSender;
import io.boxbox.maestro.simulation.tracing.TraceParent;
import io.nats.client.JetStream;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.opentelemetry.proto.trace.v1.Span;

/** Places orders as a customer does. Blocks. */
final class Customer {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final JetStream jetStream;
    private final Optional<SpanSender> spans;

    Customer(JetStream jetStream, Optional<SpanSender> spans) {
        this.jetStream = jetStream;
        this.spans = spans;
    }

    /**
     * Places orders, evenly, and returns once the stream has stored them all.
     *
     * @param ids of the orders, one after the other
     * @param perSecond how many a second; 0 for all at once
     * @param text what is sent in place of an order; empty for an order
     */
    void place(List<String> ids, String border, double perSecond, String text) throws Exception {
        List<CompletableFuture<PublishAck>> stored = new ArrayList<>();
        long begin = System.nanoTime();
        for (String id : ids) {
            if (perSecond > 0) {
                long due = begin + Math.round(stored.size() / perSecond * TimeUnit.SECONDS.toNanos(1));
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
            stored.add(place(id, text.isEmpty() ? order(id, border) : text));
        }
        try {
            CompletableFuture.allOf(stored.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("an order was not stored (" + e.getCause().getMessage()
                    + "). A maestro makes the stream for them when it starts", e);
        }
    }

    private CompletableFuture<PublishAck> place(String id, String body) {
        Instant began = Instant.now();
        TraceParent trace = SpanSender.newTrace();
        return jetStream.publishAsync(OrderSubjects.WAITING_TO_COOK + "." + id,
                new Headers().put("traceparent", trace.header()), body.getBytes(UTF_8))
                .whenComplete((stored, failure) -> spans.ifPresent(sender -> sender.send(trace, null, "place order",
                        Span.SpanKind.SPAN_KIND_PRODUCER, began, Map.of("box-box.orderid", id))));
    }

    private static String order(String id, String border) {
        return """
                {"order_id":"%s","size":"large","border":"%s","toppings":["basil"],"destination":"Via Monza 7","username":"giulia",\
                "ordered_at":"%s","status":"waiting_to_cook"}"""
                .formatted(id, border, Instant.now());
    }
}
