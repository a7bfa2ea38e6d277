package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;

import io.boxbox.maestro.kitchen.Desk;
import io.boxbox.maestro.kitchen.OrderQueue;
import io.boxbox.maestro.loop.KitchenLoop;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkus.runtime.Application;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;

/**
 * Claims messages from a consumer for all maestros of this process: their claims share pull requests, an inbox for each, and
 * one subscription thread.
 */
@ApplicationScoped
class Claims {

    private static final Logger LOG = Logger.getLogger(Claims.class);
    private static final long PAUSE_IN_MILLIS = 100;

    private final Vertx vertx;
    private final KitchenLoop loop;
    private final Connection connection;
    private final Broker broker;
    private final InProgressKeeper keeper;
    private final Tracing tracing;
    private final Event<OrderSettled> settlements;
    private final Set<Desk<ClaimedMessage>> desks = ConcurrentHashMap.newKeySet();
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
     * One claim per subscription. It never fails: while the server is out of reach or refuses, claims come back empty after
     * their wait.
     *
     * @return the batch's messages as they arrive and are asked for, on the kitchen's loop; complete when the batch is full or
     *         its wait has passed
     */
    <T> Multi<ClaimedMessage> of(ConsumerConfiguration<T> consumer, PullConfiguration pull) {
        Desk<ClaimedMessage> desk = new Desk<>(new Requests(consumer, pull), loop.clock(), loop);
        desks.add(desk);
        return desk.claim(pull.batchSize());
    }

    /**
     * Ends all claims and hands back what is still on its way.
     *
     * @return done when nothing can arrive any more
     */
    synchronized CompletionStage<?> leave(Duration within) {
        leaving = true;
        desks.forEach(Desk::close);
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

    /** A consumer's messages, by as many requests as the server and the network make necessary. */
    private final class Requests implements OrderQueue<ClaimedMessage> {

        private final ConsumerConfiguration<?> consumer;
        private final PullConfiguration pull;

        private Requests(ConsumerConfiguration<?> consumer, PullConfiguration pull) {
            this.consumer = consumer;
            this.pull = pull;
        }

        @Override
        public void pull(int most, Pull<ClaimedMessage> claims) {
            new Wait(consumer, pull.maxExpires(), most, claims).request();
        }

        @Override
        public int mostPulls() {
            return broker.limits().requests();
        }
    }

    /** One wait for messages. A request that is refused or lost is followed by another for what is left of it. */
    private final class Wait implements PullRequest.Listener {

        private final ConsumerConfiguration<?> consumer;
        private final OrderQueue.Pull<ClaimedMessage> claims;
        private final Duration wait;
        private final long begin = System.nanoTime();
        private int left;
        private PullRequest current;

        private Wait(ConsumerConfiguration<?> consumer, Duration wait, int most, OrderQueue.Pull<ClaimedMessage> claims) {
            this.consumer = consumer;
            this.wait = wait;
            this.left = most;
            this.claims = claims;
        }

        private void request() {
            Duration rest = wait.minusNanos(System.nanoTime() - begin);
            if (leaving || rest.isNegative() || rest.isZero()) {
                loop.execute(claims::over);
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
            claims.arrived(claimed);
        }

        @Override
        public void onFull() {
            open.remove(current);
            if (left > 0) {
                request();
            } else {
                claims.over();
            }
        }

        @Override
        public void onOver() {
            open.remove(current);
            claims.over();
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
