package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

import io.boxbox.maestro.jetstream.publishing.AlreadyStored;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.kitchen.ClaimedOrder;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.queue.OrderSettled;
import io.netty.channel.EventLoop;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.PublishMessageMetadata;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.providers.helpers.VertxContext;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/** An order between the two channels: claimed as a message of the one, delivered as a message of the other. */
public final class ChannelOrder implements ClaimedOrder {

    private final ClaimedMessage message;
    private final Consumer<Message<Order>> delivery;
    private final Message<Order> claimed;
    private Context context;

    public ChannelOrder(Message<Order> claimed, Consumer<Message<Order>> delivery) {
        this.claimed = claimed;
        this.message = claimed.getMetadata(ClaimedMessage.class).orElseThrow();
        this.context = claimed.getMetadata(LocalContextMetadata.class).map(LocalContextMetadata::context).orElseThrow();
        this.delivery = delivery;
    }

    @Override
    public Order order() {
        return claimed.getPayload();
    }

    @Override
    public Duration waited() {
        return message.sinceArrival();
    }

    @Override
    public Uni<Boolean> markInProgress() {
        return Uni.createFrom().voidItem()
                .invoke(this::moveToCallersLoop)
                .emitOn(this::runOnOwnContext)
                .map(here -> begin());
    }

    private boolean begin() {
        boolean begun = message.begin();
        if (begun) {
            message.trace().describe(order());
        }
        return begun;
    }

    @Override
    public Uni<Void> deliver() {
        return onContext(() -> {
            CompletableFuture<Void> confirmation = new CompletableFuture<>();
            // The stream sequence tells a redelivery, which must not be stored twice, from another order that reuses the id.
            String subject = OrderSubjects.WAITING_DELIVERY + "." + order().id();
            String messageId = subject + ":" + message.streamSequence();
            OrderTrace.Publication publication = message.trace().publish(subject, messageId);
            // Without the order's context: the channel, which takes one delivery after the other, would hop to it.
            delivery.accept(Message.of(order(), Metadata.of(new AlreadyStored(message::foundDelivered),
                    PublishMessageMetadata.builder()
                            .subject(subject)
                            .messageId(messageId)
                            .headers(message.passedOn(publication.headers()))
                            .build()),
                    () -> {
                        publication.confirmed();
                        confirmation.complete(null);
                        return CompletableFuture.completedStage(null);
                    },
                    reason -> {
                        publication.failed(reason);
                        confirmation.completeExceptionally(reason);
                        return CompletableFuture.completedStage(null);
                    }));
            return confirmation;
        });
    }

    @Override
    public Uni<Void> acknowledge() {
        return onContext(() -> message.awaitBeside(acknowledgeLast()));
    }

    // The maestro's next order begins first.
    private CompletableFuture<Void> acknowledgeLast() {
        CompletableFuture<Void> said = new CompletableFuture<>();
        KitchenLoop.runLast(context, () -> claimed.ack().whenComplete((done, failure) -> said.complete(null)));
        return said;
    }

    @Override
    public Uni<OrderSettled> nack(Throwable reason) {
        return onContext(() -> claimed.nack(reason)).map(done -> message.settled());
    }

    @Override
    public Uni<Void> release() {
        return Uni.createFrom().voidItem().invoke(message::release);
    }

    // Confirmations arrive on the client's own thread; the maestro goes on where the order lives.
    private Uni<Void> onContext(Supplier<CompletionStage<Void>> action) {
        return Uni.createFrom().completionStage(action).emitOn(this::runOnOwnContext);
    }

    // It was read on another loop than that of the maestro who cooks it.
    private void moveToCallersLoop() {
        Context caller = Vertx.currentContext();
        if (caller != null && loopOf(caller) != loopOf(context)) {
            context = io.smallrye.common.vertx.VertxContext.createNewDuplicatedContext(caller);
        }
    }

    private static EventLoop loopOf(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    private void runOnOwnContext(Runnable command) {
        VertxContext.runOnContext(context, command);
    }
}
