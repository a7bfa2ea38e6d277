package io.boxbox.maestro.jetstream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.boxbox.maestro.kitchen.ClaimedOrder;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderSubjects;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.PublishMessageMetadata;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.providers.helpers.VertxContext;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;

/** An order between the two channels: claimed as a message of the one, delivered as a message of the other. */
final class ChannelOrder implements ClaimedOrder {

    private static final Set<String> TRACE_HEADERS = Set.of("traceparent", "tracestate", "baggage");

    private final Message<Order> claimed;
    private final Consumer<Message<Order>> delivery;

    ChannelOrder(Message<Order> claimed, Consumer<Message<Order>> delivery) {
        this.claimed = claimed;
        this.delivery = delivery;
    }

    @Override
    public Order order() {
        return claimed.getPayload();
    }

    @Override
    public Uni<Void> markInProgress() {
        return Uni.createFrom().voidItem().invoke(message()::begin);
    }

    @Override
    public Uni<Void> deliver() {
        return onContext(() -> {
            CompletableFuture<Void> confirmation = new CompletableFuture<>();
            delivery.accept(claimed
                    .addMetadata(destination())
                    .withAck(() -> {
                        confirmation.complete(null);
                        return CompletableFuture.completedStage(null);
                    })
                    .withNack(reason -> {
                        confirmation.completeExceptionally(reason);
                        return CompletableFuture.completedStage(null);
                    }));
            return confirmation;
        });
    }

    @Override
    public Uni<Void> acknowledge() {
        return onContext(claimed::ack);
    }

    @Override
    public Uni<Void> handBack(Throwable reason) {
        return onContext(() -> claimed.nack(reason));
    }

    @Override
    public Uni<Void> release() {
        return Uni.createFrom().voidItem().invoke(message()::release);
    }

    private ClaimedMessage message() {
        return claimed.getMetadata(ClaimedMessage.class).orElseThrow();
    }

    // The stream sequence tells a redelivery, which must not be stored twice, from another order that reuses the id.
    private PublishMessageMetadata destination() {
        String subject = OrderSubjects.WAITING_DELIVERY + "." + order().id();
        return PublishMessageMetadata.builder()
                .subject(subject)
                .messageId(subject + ":" + message().streamSequence())
                .headers(traceContext())
                .build();
    }

    private Map<String, List<String>> traceContext() {
        Map<String, List<String>> context = new HashMap<>();
        var headers = message().message().getHeaders();
        if (headers != null) {
            headers.forEach((name, values) -> {
                String lowerCase = name.toLowerCase(Locale.ROOT);
                if (TRACE_HEADERS.contains(lowerCase)) {
                    context.computeIfAbsent(lowerCase, first -> new ArrayList<>()).addAll(values);
                }
            });
        }
        return context;
    }

    // Confirmations arrive on the client's own thread; the maestro goes on where the order lives.
    private Uni<Void> onContext(Supplier<CompletionStage<Void>> action) {
        var context = claimed.getMetadata(LocalContextMetadata.class).map(LocalContextMetadata::context).orElseThrow();
        return Uni.createFrom().completionStage(action)
                .emitOn(command -> VertxContext.runOnContext(context, command));
    }
}
