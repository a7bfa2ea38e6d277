package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;

import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkus.runtime.Application;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Claims messages from consumers, one batch at a time, on one subscription thread for the whole process. */
@ApplicationScoped
class Claims {

    private static final Logger LOG = Logger.getLogger(Claims.class);
    private static final long PAUSE_IN_MILLIS = 100;

    private final Vertx vertx;
    private final Connection connection;
    private final Broker broker;
    private final InProgressKeeper keeper;
    private final Tracing tracing;
    private final Event<OrderSettled> settlements;
    private final Set<Claim> open = ConcurrentHashMap.newKeySet();
    private Dispatcher dispatcher;
    private volatile boolean leaving;

    Claims(Vertx vertx, Connection connection, Broker broker, InProgressKeeper keeper, Tracing tracing,
            Event<OrderSettled> settlements) {
        this.vertx = vertx;
        this.connection = connection;
        this.broker = broker;
        this.keeper = keeper;
        this.tracing = tracing;
        this.settlements = settlements;
        broker.onReconnect(this::endAll);
    }

    /**
     * One claim per subscription. It never fails: while the server is out of reach or refuses, claims come back empty after a
     * short pause.
     *
     * @param context where messages are emitted
     * @return the batch's messages as they arrive; complete when it is full or its wait has passed. It holds no more than
     *         the batch, whatever its subscriber asks for
     */
    <T> Multi<ClaimedMessage> claim(ConsumerConfiguration<T> consumer, PullConfiguration pull, Context context) {
        return Multi.createFrom().deferred(() -> {
            if (leaving) {
                return Multi.createFrom().empty();
            }
            return broker.isReady() && hasStarted() ? batch(consumer, pull, context) : emptyAfterAPause();
        });
    }

    // What happens before all of the process has started is not measured: metrics find their exporter near the end.
    private static boolean hasStarted() {
        Application process = Application.currentApplication();
        return process != null && process.isStarted();
    }

    /**
     * Ends all claims and hands back what is still on its way.
     *
     * @return done when nothing can arrive any more
     */
    synchronized CompletionStage<?> leave(Duration within) {
        leaving = true;
        open.forEach(Claim::leave);
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

    private <T> Multi<ClaimedMessage> batch(ConsumerConfiguration<T> consumer, PullConfiguration pull, Context context) {
        return Multi.createFrom().emitter(emitter -> {
            Claim claim = new Claim(vertx, context, dispatcher(), new Batch(emitter, consumer.acknowledgeTimeout()));
            open.add(claim);
            emitter.onTermination(() -> {
                open.remove(claim);
                claim.end();
            });
            claim.open(connection, consumer.stream(), consumer.name(), pull.batchSize(), pull.maxExpires());
        });
    }

    private Multi<ClaimedMessage> emptyAfterAPause() {
        return Multi.createFrom().<ClaimedMessage> emitter(emitter -> completeAfterAPause(emitter));
    }

    private void completeAfterAPause(MultiEmitter<? super ClaimedMessage> emitter) {
        vertx.setTimer(PAUSE_IN_MILLIS, ignored -> emitter.complete());
    }

    // A reconnected server has forgotten the requests of the lost connection: they would only time out.
    private void endAll() {
        open.forEach(Claim::end);
    }

    private void settled(ClaimedMessage claimed, OrderSettled outcome) {
        keeper.forget(claimed);
        claimed.trace().within(() -> settlements.fire(outcome));
    }

    private synchronized Dispatcher dispatcher() {
        if (dispatcher == null || !dispatcher.isActive()) {
            dispatcher = connection.createDispatcher();
        }
        return dispatcher;
    }

    private final class Batch implements Claim.Listener {

        private final MultiEmitter<? super ClaimedMessage> emitter;
        private final Duration confirmationTimeout;

        private Batch(MultiEmitter<? super ClaimedMessage> emitter, Duration confirmationTimeout) {
            this.emitter = emitter;
            this.confirmationTimeout = confirmationTimeout;
        }

        @Override
        public void onMessage(Message message) {
            ClaimedMessage claimed = new ClaimedMessage(message, connection, confirmationTimeout,
                    tracing.received(message), Claims.this::settled);
            keeper.hold(claimed);
            emitter.emit(claimed);
        }

        @Override
        public void onOver() {
            emitter.complete();
        }

        @Override
        public void onRefused(String reason) {
            LOG.debugf("Claim refused: %s", reason);
            broker.doubt(reason);
            completeAfterAPause(emitter);
        }
    }
}
