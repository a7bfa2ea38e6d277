package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.nats.client.ConnectionListener;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.Client;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.Consumer;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.ConnectorConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.mapper.StreamConfigurationMapper;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.smallrye.mutiny.unchecked.UncheckedConsumer;
import io.vertx.core.Vertx;

/**
 * The NATS server as this process finds it: makes the stream and the consumer where they are absent, and says whether orders
 * can be claimed.
 */
@ApplicationScoped
class Broker {

    private static final Logger LOG = Logger.getLogger(Broker.class);
    private static final Duration SAME_CREATION = Duration.ofMillis(20);
    private static final Duration FOR_FLUSHING = Duration.ofSeconds(1);
    private static final long PAUSE_BETWEEN_LOOKS_IN_MILLIS = 500;
    private static final int FAILURES_OF_A_DEAF_CONNECTION = 3;

    private final MaestroSettings settings;
    private final NatsConnection connectionMaker;
    private final Connection connection;
    private final ConnectorConfiguration configuration;
    private final StreamConfigurationMapper streams;
    private final InProgressKeeper keeper;
    private final Vertx vertx;
    private final Event<BrokerState> events;
    private final AtomicReference<BrokerState> state = new AtomicReference<>(BrokerState.UNKNOWN);
    private final AtomicReference<ZonedDateTime> consumerCreated = new AtomicReference<>();
    private final AtomicReference<Supplier<Uni<Consumer>>> preparation = new AtomicReference<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicReference<Runnable> onReconnect = new AtomicReference<>(() -> {
    });
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicLong reconnects = new AtomicLong();
    private final ConnectionListener listener = new Listener();
    private volatile ConsumerLimits limits = ConsumerLimits.NONE;
    private volatile boolean leaving;

    Broker(MaestroSettings settings, NatsConnection connectionMaker, Connection connection,
            ConnectorConfiguration configuration, StreamConfigurationMapper streams, InProgressKeeper keeper, Vertx vertx,
            Event<BrokerState> events) {
        this.settings = settings;
        this.connectionMaker = connectionMaker;
        this.connection = connection;
        this.configuration = configuration;
        this.streams = streams;
        this.keeper = keeper;
        this.vertx = vertx;
        this.events = events;
    }

    /** Begins to connect, and to make the stream and the consumer where they are absent; and again whenever that is lost. */
    void open(Client client, ConsumerConfiguration<?> consumer, PullConfiguration pull) {
        preparation.set(() -> prepare(client, consumer, pull));
        // Whoever listens is made here, by the thread that starts everything: later news comes on an event loop, which must not
        // wait while another thread makes a listener.
        events.fire(state.get());
        look();
    }

    /** True while connected, with stream and consumer in place as far as is known. */
    boolean isReady() {
        return state.get().consuming();
    }

    /** Says that the consumer cannot be used as it is, so that it is looked at again after a pause. */
    void doubt(String reason) {
        become(false, reason);
        lookAfterAPause();
    }

    /** What the consumer allows, as far as is known. */
    ConsumerLimits limits() {
        return limits;
    }

    /** Sets what to do when the connection was lost and is back, when the server has forgotten what was asked of it. */
    void onReconnect(Runnable action) {
        onReconnect.set(action);
    }

    /** Sends what is still to be sent. Blocks, for a second at most; to be called when the process ends. */
    void flush() {
        leaving = true;
        try {
            if (state.get().consuming()) {
                connection.flush(FOR_FLUSHING);
            }
        } catch (TimeoutException e) {
            LOG.warnf("NATS did not take the last messages within %s", FOR_FLUSHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        if (leaving || !looking.compareAndSet(false, true)) {
            return;
        }
        preparation.get().get()
                .onFailure().invoke(failure -> become(false, reason(failure)))
                .onFailure().call(this::renewIfDeaf)
                .onTermination().invoke(() -> looking.set(false))
                .subscribe().with(
                        found -> {
                        },
                        failure -> lookAfterAPause());
    }

    // A server that deletes a stream says so before it removes the stream's files. It would remove those of a stream that is
    // made in the meantime, too, which then accepts orders and loses them.
    private void lookAfterAPause() {
        vertx.setTimer(PAUSE_BETWEEN_LOOKS_IN_MILLIS, passed -> look());
    }

    private <T> Uni<Consumer> prepare(Client client, ConsumerConfiguration<T> consumer, PullConfiguration pull) {
        var stream = streams.map(configuration).stream()
                .filter(candidate -> candidate.name().equals(consumer.stream()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No stream " + consumer.stream() + " is configured"));
        return replaceConnectionIfClosed()
                .chain(() -> client.addStreamIfAbsent(stream))
                .chain(() -> client.addConsumerIfAbsent(consumer, pull))
                .invoke(found -> warnIfMadeAnew(consumer.name(), found))
                .invoke(found -> {
                    failuresInARow.set(0);
                    connection.removeConnectionListener(listener);
                    connection.addConnectionListener(listener);
                    keeper.keepWithin(found.configuration().ackWait());
                    learnLimits(consumer.name(), ConsumerLimits.of(found.configuration()));
                    if (!connection.isConnected()) {
                        throw new IllegalStateException("the connection is lost");
                    }
                    become(true, "consuming " + consumer.name() + " on " + server());
                });
    }

    private void learnLimits(String consumer, ConsumerLimits found) {
        if (!found.equals(limits)) {
            limits = found;
            found.complaint(consumer, settings.brigadeSize(), settings.orderBatchSize()).ifPresent(LOG::warn);
        }
    }

    private Uni<Void> replaceConnectionIfClosed() {
        return connectionMaker.isClosed() ? blocking(nothing -> connectionMaker.replaceIfClosed())
                : Uni.createFrom().voidItem();
    }

    // JetStream may be silent for a while, as when its servers choose a leader; then this does no harm.
    private Uni<Void> renewIfDeaf() {
        if (failuresInARow.incrementAndGet() % FAILURES_OF_A_DEAF_CONNECTION != 0) {
            return Uni.createFrom().voidItem();
        }
        return blocking(nothing -> connectionMaker.renew())
                .onFailure().invoke(failure -> LOG.debugf(failure, "Could not connect anew"))
                .onFailure().recoverWithNull();
    }

    private static Uni<Void> blocking(UncheckedConsumer<Void> action) {
        return Uni.createFrom().voidItem().emitOn(Infrastructure.getDefaultWorkerPool()).invoke(Unchecked.consumer(action));
    }

    private void warnIfMadeAnew(String name, Consumer found) {
        ZonedDateTime before = consumerCreated.getAndSet(found.created());
        // Some servers tell a slightly later moment after a restart.
        if (before != null && Duration.between(before, found.created()).compareTo(SAME_CREATION) > 0) {
            LOG.warnf("NATS: consumer %s on stream %s was gone and has been made anew", name, found.stream());
        }
    }

    private String server() {
        return connectionMaker.isConnected() ? NatsOptions.withoutLogin(connection.getConnectedUrl()) : state.get().server();
    }

    private void become(boolean consuming, String detail) {
        BrokerState next = new BrokerState(connectionMaker.isConnected(), consuming, server(), reconnects.get(), detail);
        BrokerState previous = state.getAndSet(next);
        if (previous.equals(next) || leaving) {
            return;
        }
        if (consuming) {
            LOG.infof("NATS: %s", detail);
        } else {
            LOG.warnf("NATS: no orders for now: %s", detail);
        }
        events.fire(next);
    }

    /** What went wrong at the root, in a line. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private final class Listener implements ConnectionListener {

        @Override
        @Deprecated
        public void connectionEvent(io.nats.client.Connection source, Events event) {
            switch (event) {
                case DISCONNECTED, CLOSED -> doubt("the connection is lost");
                case RECONNECTED -> {
                    reconnects.incrementAndGet();
                    onReconnect.get().run();
                    look();
                }
                default -> {
                }
            }
        }
    }
}
