package io.boxbox.maestro.jetstream.consuming;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.jetstream.connection.NatsOptions;
import io.boxbox.maestro.queue.QueueStatus;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;

/** Remembers whether orders can be claimed, and tells each change: once, as an event and in the log. */
final class StatusTeller {

    private final Logger log;
    private final NatsConnection nats;
    private final Connection connection;
    private final Event<QueueStatus> events;
    private final AtomicReference<QueueStatus> state = new AtomicReference<>(QueueStatus.UNKNOWN);
    private final AtomicLong reconnects = new AtomicLong();
    private volatile boolean ended;

    StatusTeller(Logger log, NatsConnection nats, Connection connection, Event<QueueStatus> events) {
        this.log = log;
        this.nats = nats;
        this.connection = connection;
        this.events = events;
    }

    boolean isConsuming() {
        return state.get().consuming();
    }

    /** Where NATS is, or was last, without a login. */
    String server() {
        return nats.isConnected() ? NatsOptions.withoutLogin(connection.getConnectedUrl()) : state.get().server();
    }

    void reconnected() {
        reconnects.incrementAndGet();
    }

    /** Nothing is told any more. */
    void end() {
        ended = true;
    }

    /** Tells what is known already. */
    void tellAgain() {
        events.fire(state.get());
    }

    void tell(boolean consuming, String detail) {
        QueueStatus next = new QueueStatus(nats.isConnected(), consuming, server(), reconnects.get(), detail);
        QueueStatus previous = state.getAndSet(next);
        if (previous.equals(next) || ended) {
            return;
        }
        if (consuming != previous.consuming() || !detail.equals(previous.detail())) {
            log.logf(consuming ? Level.INFO : Level.WARN, "NATS: %s%s", consuming ? "" : "no orders for now: ", detail);
        }
        events.fire(next);
    }
}
