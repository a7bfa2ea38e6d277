package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;

import io.boxbox.maestro.loop.KitchenLoop;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkus.runtime.Application;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;

/**
 * Claims messages from a consumer for all maestros of this process: an inbox for each pull request, and
 * one subscription thread.
 */
@ApplicationScoped
class Claims {

    /** In the context of a subscription: how many messages its pull asks for, 1 or more. */
    static final String MOST = "maestro.pull.most";

    private static final Logger LOG = Logger.getLogger(Claims.class);
    private static final long PAUSE_IN_MILLIS = 100;

    private final Vertx vertx;
    private final KitchenLoop loop;
    private final Connection connection;
    private final Broker broker;
    private final InProgressKeeper keeper;
    private final Tracing tracing;
    private final Event<OrderSettled> settlements;
    private final Set<PullRequest> open = ConcurrentHashMap.newKeySet();
    private Dispatcher dispatcher;
    private volatile boolean leaving;

    Claims(Vertx vertx, KitchenLoop loop, Connection connection, Broker broker, InProgressKeeper keeper, Tracing tracing,
            Event<OrderSettled> settlements) {
        this.vertx = vertx;
        this.loop = loop;
        this.connection = connection;
        this.broker = broker;
        this.keeper = keeper;
        this.tracing = tracing;
        this.settlements = settlements;
        // A reconnected server has forgotten the requests of the lost connection: they would only time out.
        broker.onReconnect(() -> open.forEach(PullRequest::forgotten));
    }

    /**
     * One pull per subscription, for as many messages as its context says under {@link #MOST}. It never fails: while the server
     * is out of reach or refuses, pulls come back empty after their wait.
     *
     * @return the messages as they arrive, on the kitchen's loop; complete when all have come or the wait has passed
     */
    Multi<ClaimedMessage> of(ConsumerConfiguration<?> consumer, PullConfiguration pull) {
        return Multi.createFrom().context(context -> {
            int most = context.getOrElse(MOST, pull::batchSize);
            return Multi.createFrom().emitter(emitter -> {
                Wait wait = new Wait(consumer, pull.maxExpires(), most, emitter);
                loop.execute(wait::request);
            });
        });
    }

    /**
     * Ends all pulls and hands back what is still on its way.
     *
     * @return done when nothing can arrive any more
     */
    synchronized CompletionStage<?> leave(Duration within) {
        leaving = true;
        open.forEach(PullRequest::leave);
        if (dispatcher == null || !connection.isConnected()) {
            return CompletableFuture.completedStage(null);
        }
        try {
            return dispatcher.drain(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedStage(e);
        }
    }

    private void settled(ClaimedMessage claimed, OrderSettled outcome) {
        keeper.forget(claimed);
        claimed.trace().within(() -> settlements.fire(outcome));
    }

    private synchronized Dispatcher dispatcher() {
        if (dispatcher == null || !dispatcher.isActive()) {
            dispatcher = connection.createDispatcher();
            // There is no more to come than was asked for; what the client dropped would only come back after the ack wait.
            dispatcher.setPendingLimits(0, 0);
        }
        return dispatcher;
    }

    // What happens before all of the process has started is not measured: metrics find their exporter near the end.
    private static boolean hasStarted() {
        Application process = Application.currentApplication();
        return process != null && process.isStarted();
    }

    /** One wait for messages. A request that is refused or lost is followed by another for what is left of it. */
    private final class Wait implements PullRequest.Listener {

        private final ConsumerConfiguration<?> consumer;
        private final MultiEmitter<? super ClaimedMessage> emitter;
        private final Duration wait;
        private final long begin = System.nanoTime();
        private int left;
        private PullRequest current;

        private Wait(ConsumerConfiguration<?> consumer, Duration wait, int most,
                MultiEmitter<? super ClaimedMessage> emitter) {
            this.consumer = consumer;
            this.wait = wait;
            this.left = most;
            this.emitter = emitter;
        }

        private void request() {
            Duration rest = emitter.isCancelled() ? Duration.ZERO : wait.minusNanos(System.nanoTime() - begin);
            if (leaving || rest.isNegative() || rest.isZero()) {
                emitter.complete();
            } else if (broker.isReady() && hasStarted()) {
                current = new PullRequest(vertx, loop.context(), dispatcher(), this);
                open.add(current);
                current.open(connection, consumer.stream(), consumer.name(), Math.min(left, broker.limits().perRequest()),
                        rest);
            } else {
                requestAfterAPause();
            }
        }

        private void requestAfterAPause() {
            vertx.setTimer(PAUSE_IN_MILLIS, ignored -> loop.execute(this::request));
        }

        @Override
        public void onMessage(Message message) {
            ClaimedMessage claimed = new ClaimedMessage(message, connection, consumer.acknowledgeTimeout(),
                    tracing.received(message), Claims.this::settled);
            keeper.hold(claimed);
            left--;
            if (emitter.isCancelled()) {
                claimed.release();
            } else {
                emitter.emit(claimed);
            }
        }

        @Override
        public void onFull() {
            open.remove(current);
            if (left > 0) {
                request();
            } else {
                emitter.complete();
            }
        }

        @Override
        public void onOver() {
            open.remove(current);
            emitter.complete();
        }

        @Override
        public void onRefused(String reason) {
            open.remove(current);
            LOG.debugf("Pull request refused: %s", reason);
            broker.doubt(reason);
            requestAfterAPause();
        }

        @Override
        public void onForgotten() {
            open.remove(current);
            requestAfterAPause();
        }
    }
}
