package io.boxbox.maestro.jetstream;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.DecoratorGuard.Way;
import io.boxbox.maestro.jetstream.consuming.AbandonedOrders;
import io.boxbox.maestro.jetstream.consuming.BacklogReader;
import io.boxbox.maestro.jetstream.consuming.ClaimedMessage;
import io.boxbox.maestro.jetstream.consuming.ConsumerSupervisor;
import io.boxbox.maestro.jetstream.consuming.PullConsumer;
import io.boxbox.maestro.jetstream.failures.FailureHandler;
import io.boxbox.maestro.jetstream.failures.SettledBefore;
import io.boxbox.maestro.jetstream.publishing.ConfirmedPublisher;
import io.boxbox.maestro.jetstream.reporting.ReplicaReporter;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.order.Flaw;
import io.boxbox.maestro.order.InvalidOrderException;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderSubjects;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.Client;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerListener;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.mapper.Serializer;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.publisher.PublishListener;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Context;

/**
 * Stands between the channels and the connector's client, and replaces the two things the client does badly: it pulls on
 * demand instead of fetching without end, and it publishes without blocking an event loop.
 */
@Decorator
@Priority(Interceptor.Priority.APPLICATION)
abstract class OnDemandClient implements Client {

    private static final Logger LOG = Logger.getLogger(OnDemandClient.class);

    private static final int LOOKED_FOR_AT_ONCE = 128;

    @Inject
    @Delegate
    Client client;

    @Inject
    KitchenLoop loop;

    @Inject
    ConsumerSupervisor supervisor;

    @Inject
    BacklogReader backlog;

    @Inject
    ReplicaReporter reporter;

    @Inject
    PullConsumer pullConsumer;

    @Inject
    AbandonedOrders abandoned;

    @Inject
    ConfirmedPublisher publisher;

    @Inject
    FailureHandler failures;

    @Inject
    SettledBefore settledBefore;

    @Inject
    Serializer serializer;

    @Inject
    DecoratorGuard guard;

    /**
     * Every subscription to the result is one pull request, see {@link PullConsumer}: it emits messages as they arrive, each
     * with a
     * Vert.x
     * context of its own, and completes when all have come or its wait has passed. What cannot be read goes to the dead
     * letters and is not emitted.
     */
    @Override
    public <T> Multi<Message<T>> subscribe(ConsumerConfiguration<T> consumer, PullConfiguration pull,
            ConsumerListener<T> listener) {
        guard.passed(Way.SUBSCRIBE);
        Class<T> type = consumer.payloadType()
                .orElseThrow(() -> new IllegalStateException("Consumer " + consumer.name() + " has no payload-type"));
        abandoned.onFound(given -> beside(given, () -> failures.bury(given)));
        pullConsumer.onLastDelivery(claimed -> {
            // Not on the loop: who ends the process asks at once what is still to become a dead letter.
            Uni<Void> letter = failures.giveUp(claimed);
            beside(claimed, () -> letter);
        });
        backlog.begin();
        supervisor.open(consumer, pull);
        reporter.begin(consumer.name());
        return pullConsumer.pull(consumer, pull)
                .onItem().transformToUni(claimed -> claimed.mayHaveBeenSettledBefore() ? readUnlessSettled(claimed, type)
                        : Uni.createFrom().item(() -> read(claimed, type)))
                .merge(LOOKED_FOR_AT_ONCE)
                .select().where(Optional::isPresent)
                .map(Optional::get)
                .invoke(listener::onMessage);
    }

    @Override
    public <T> Multi<Message<T>> publish(Multi<Message<T>> messages, String stream, String subject,
            PublishListener<T> listener) {
        guard.passed(Way.PUBLISH);
        return messages.onItem().transformToUni(message -> publisher.publish(message, stream, listener))
                .merge(ConfirmedPublisher.MAX_IN_FLIGHT);
    }

    // What was settled before is settled beside: no claim waits for it.
    private <T> Uni<Optional<Message<T>>> readUnlessSettled(ClaimedMessage claimed, Class<T> type) {
        return settledBefore.find(claimed)
                .emitOn(loop)
                .map(settlement -> {
                    settlement.ifPresent(settle -> beside(claimed, () -> settle));
                    return settlement.isPresent() || claimed.isSettled() ? Optional.empty() : read(claimed, type);
                });
    }

    private void beside(ClaimedMessage claimed, Supplier<Uni<Void>> settlement) {
        VertxContext.createNewDuplicatedContext(loop.context()).runOnContext(ignored -> {
            claimed.beginToSettle();
            settlement.get().subscribe().with(done -> {
            }, failure -> LOG.warnf("%s could not be settled: %s", claimed.subject(), failure.getMessage()));
        });
    }

    // What cannot be read is settled beside: no claim waits for it.
    private <T> Optional<Message<T>> read(ClaimedMessage claimed, Class<T> type) {
        Context own = VertxContext.createNewDuplicatedContext(loop.context());
        try {
            T payload = serializer.readValue(claimed.message().getData(), type);
            checkSubject(claimed, payload);
            return Optional.of(message(claimed, payload, own));
        } catch (RuntimeException e) {
            own.runOnContext(ignored -> {
                if (claimed.begin()) {
                    nack(claimed, e);
                }
            });
            return Optional.empty();
        }
    }

    // One order could otherwise be delivered in the place of another, which would then be taken for delivered.
    private static void checkSubject(ClaimedMessage claimed, Object payload) {
        if (payload instanceof Order order && !order.id().equals(OrderSubjects.lastToken(claimed.subject()))) {
            throw new InvalidOrderException(Flaw.OTHER_ORDER_ID,
                    "order_id is not the last token of the subject, " + claimed.publishableToken());
        }
    }

    private <T> Message<T> message(ClaimedMessage claimed, T payload, Context own) {
        return Message.of(payload,
                Metadata.of(claimed, new LocalContextMetadata(own)),
                metadata -> claimed.acknowledge().subscribeAsCompletionStage(),
                (reason, metadata) -> nack(claimed, reason));
    }

    private CompletionStage<Void> nack(ClaimedMessage claimed, Throwable reason) {
        return failures.handle(claimed, reason).subscribeAsCompletionStage();
    }
}
