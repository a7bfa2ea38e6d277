package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.jetstream.publishing.DeliveryThrottle;
import io.boxbox.maestro.loop.KitchenLoop;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkus.runtime.Application;
import io.smallrye.mutiny.Multi;

/** Pulls messages from the consumer for all maestros of this process. */
@Singleton
public class PullConsumer {

    /** In the context of a subscription: how many messages it pulls, 1 or more. */
    static final String BATCH = "maestro.pull.batch";

    private final PullSubscription.Shared shared;

    @Inject
    PullConsumer(KitchenLoop loop, ConsumerSupervisor supervisor, PullRequests requests, PullBudget budget, Claims claims,
            DeliveryThrottle throttle) {
        this(new PullSubscription.Shared(loop, supervisor, requests, budget, claims, throttle, PullConsumer::hasStarted));
    }

    PullConsumer(PullSubscription.Shared shared) {
        this.shared = shared;
    }

    /**
     * One {@link PullSubscription} per subscription, for the number of messages that its context says under {@link #BATCH}. It
     * never fails: while the server is out of reach or refuses, the subscription completes empty after its wait.
     *
     * @return the messages as they arrive, on the kitchen's loop; complete when all have come or the wait has passed
     */
    public Multi<ClaimedMessage> pull(ConsumerConfiguration<?> consumer, PullConfiguration pull) {
        return Multi.createFrom().context(context -> {
            int batch = context.get(BATCH);
            return Multi.createFrom().emitter(emitter -> shared.loop().execute(
                    new PullSubscription(shared, consumer, pull.maxExpires(), batch, emitter)::request));
        });
    }

    /**
     * Ends all pull requests and naks what is still on its way.
     *
     * @return done when nothing can arrive any more
     */
    public CompletionStage<?> leave(Duration within) {
        return shared.requests().leave(within);
    }

    /** Sets what to do with a message that is to be given back and that the server would not deliver again (max_deliver). */
    public void onLastDelivery(Consumer<ClaimedMessage> action) {
        shared.claims().onLastDelivery(action);
    }

    // What happens before all of the process has started is not measured: metrics find their exporter near the end.
    private static boolean hasStarted() {
        Application process = Application.currentApplication();
        return process != null && process.isStarted();
    }
}
