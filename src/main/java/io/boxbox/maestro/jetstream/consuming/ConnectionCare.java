package io.boxbox.maestro.jetstream.consuming;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.smallrye.mutiny.unchecked.UncheckedConsumer;

/** Gets a connection going again that is closed, or up and of no use. What blocks is done by a worker. */
final class ConnectionCare {

    private static final Logger LOG = Logger.getLogger(ConnectionCare.class);
    private static final int FAILURES_OF_AN_UNRESPONSIVE_CONNECTION = 3;

    private final NatsConnection nats;
    private final Executor workers;
    private final AtomicInteger failuresInARow = new AtomicInteger();

    ConnectionCare(NatsConnection nats, Executor workers) {
        this.nats = nats;
        this.workers = workers;
    }

    Uni<Void> replaceIfClosed() {
        return nats.isClosed() ? blocking(nothing -> nats.replaceIfClosed()) : Uni.createFrom().voidItem();
    }

    /** The server has answered. */
    void answered() {
        failuresInARow.set(0);
    }

    /**
     * The server has not answered. JetStream may be silent for a while, as when its servers choose a leader; to reconnect does
     * no harm then.
     */
    Uni<Void> failed() {
        if (failuresInARow.incrementAndGet() % FAILURES_OF_AN_UNRESPONSIVE_CONNECTION != 0) {
            return Uni.createFrom().voidItem();
        }
        return blocking(nothing -> nats.reconnectIfConnected())
                .onFailure().invoke(refused -> LOG.debugf(refused, "Could not reconnect"))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> blocking(UncheckedConsumer<Void> action) {
        return Uni.createFrom().voidItem().emitOn(workers).invoke(Unchecked.consumer(action));
    }
}
