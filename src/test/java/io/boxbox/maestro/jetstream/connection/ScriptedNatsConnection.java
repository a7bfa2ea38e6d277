package io.boxbox.maestro.jetstream.connection;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.nats.client.Connection.Status;
import io.nats.client.Message;
import io.nats.client.impl.Headers;

/** The process's connection, as far as it is not the client's own: made, given up and replaced as the test says. */
public final class ScriptedNatsConnection extends NatsConnection {

    /** Why it cannot be replaced; {@code null} while it can. */
    public IOException outOfReach;
    /** Who hears the server's complaints; {@code null} while nobody does. */
    public Predicate<String> complaints;
    public int replacements;
    public int reconnects;

    private final ScriptedNats nats;
    private final ScheduledExecutorService timers;

    /** @param timers end what waits for a reply */
    public ScriptedNatsConnection(ScriptedNats nats, ScheduledExecutorService timers) {
        super(null, null);
        this.nats = nats;
        this.timers = timers;
    }

    @Override
    public boolean isConnected() {
        return nats.status == Status.CONNECTED;
    }

    @Override
    public boolean isClosed() {
        return nats.status == Status.CLOSED;
    }

    @Override
    public void replaceIfClosed() throws IOException {
        if (outOfReach != null) {
            throw outOfReach;
        }
        replacements++;
        nats.status = Status.CONNECTED;
    }

    @Override
    public void reconnectIfConnected() {
        reconnects++;
    }

    @Override
    public void onComplaint(Predicate<String> listener) {
        complaints = listener;
    }

    @Override
    public CompletableFuture<Message> request(String subject, Headers headers, byte[] body, Duration timeout) {
        CompletableFuture<Message> reply;
        try {
            reply = nats.request(subject, headers, body, timeout);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        timers.schedule(() -> reply.completeExceptionally(new TimeoutException("in time")), timeout.toNanos(), NANOSECONDS);
        return reply;
    }

    @Override
    public long maxPayload() {
        return nats.maxPayload;
    }
}
