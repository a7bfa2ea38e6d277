package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection.Status;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionImpl;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Makes the process's connection to NATS, in the place of the connector's own, which has no setting for how soon a silent
 * server is noticed. It is made at its first use, which blocks; a failure is thrown there, and the next use tries again. Once
 * made, it reconnects by itself for ever, unless the server refuses its login: see {@link #replaceIfClosed}.
 */
@ApplicationScoped
public class NatsConnection {

    private final NatsOptions options;
    private final Instance<Connection> current;
    private final AtomicReference<Link> successor = new AtomicReference<>();
    private volatile Predicate<String> complaints = complaint -> false;
    private volatile Link established;

    NatsConnection(NatsOptions options, Instance<Connection> current) {
        this.options = options;
        this.current = current;
    }

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    Connection connect() throws IOException, InterruptedException {
        Link ready = successor.getAndSet(null);
        Link link = ready == null ? open() : ready;
        established = link;
        return link.connection();
    }

    /**
     * Sends a request on the present connection. Meant for what each order needs: it costs less than the client library's own
     * requests.
     *
     * @param headers may be {@code null}
     * @return the reply, told on the thread that reads the connection, which must not be blocked; fails if there is none in
     *         time, if nobody is there to reply, and if it cannot be sent now
     */
    public CompletableFuture<Message> request(String subject, Headers headers, byte[] body, Duration timeout) {
        try {
            return link().replies().request(subject, headers, body, timeout);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** How many bytes a message may take, as the server says. */
    public long maxPayload() {
        return link().connection().getMaxPayload();
    }

    /** The present connection, for what lives no longer than it does; empty before the first. It may be closed already. */
    public Optional<io.nats.client.Connection> present() {
        return Optional.ofNullable(established).map(Link::connection);
    }

    /**
     * Sets who hears the server's complaints first, on threads of the client library.
     *
     * @param listener says whether it has dealt with one; it is not told again then
     */
    public void onComplaint(Predicate<String> listener) {
        complaints = listener;
    }

    /** Whether there is a connection now. */
    public boolean isConnected() {
        return hasStatus(Status.CONNECTED);
    }

    /** Whether the client library has given the connection up, as it does when a server refuses its login twice. */
    public boolean isClosed() {
        return hasStatus(Status.CLOSED);
    }

    private boolean hasStatus(Status status) {
        return present().filter(connection -> connection.getStatus() == status).isPresent();
    }

    private Link link() {
        Link link = established;
        if (link == null) {
            throw new IllegalStateException("There is no connection to NATS yet");
        }
        return link;
    }

    /**
     * Puts a new connection in the place of a closed one. Until it is there, who uses the closed one fails at once instead of
     * waiting. Blocks for as long as it takes.
     */
    public synchronized void replaceIfClosed() throws IOException, InterruptedException {
        if (isClosed()) {
            successor.set(open());
            current.destroy(current.get());
        }
    }

    /**
     * Reconnects if the connection seems to be up. A connection that lost a message of its own protocol, as it does when
     * its thread is interrupted, would stay unresponsive. Blocks for as long as it takes.
     */
    public void reconnectIfConnected() throws IOException, InterruptedException {
        Link link = established;
        if (link != null && link.connection().isConnected()) {
            link.connection().forceReconnect();
        }
    }

    void close(@Disposes Connection connection) throws InterruptedException {
        connection.close();
    }

    // The library's own exceptions name no reason, and may show a password that an address carries.
    private Link open() throws IOException, InterruptedException {
        NatsErrors errors = new NatsErrors(complaint -> complaints.test(complaint));
        try {
            return connect(errors);
        } catch (AuthenticationException e) {
            throw new IOException("NATS at " + options.servers() + " refuses the login: Maestro came with " + options.login()
                    + ", which does not match the server's users. Correct either; Maestro keeps trying");
        } catch (IOException e) {
            throw new IOException("NATS at " + options.servers() + " is out of reach"
                    + errors.lastFailure().map(reason -> ": " + reason).orElse(""));
        }
    }

    // A server may accept clients without a login, as a user of its own choice (no_auth_user): so a login is sent only to a
    // server that has refused one without.
    private Link connect(NatsErrors errors) throws IOException, InterruptedException {
        try {
            return connect(options.build(errors));
        } catch (AuthenticationException e) {
            if (options.hasLogin()) {
                throw e;
            }
            return connect(options.buildWithOriginalsLogin(errors));
        }
    }

    private static Link connect(Options options) throws IOException, InterruptedException {
        io.nats.client.Connection connection = Nats.connect(options);
        return new Link(new ConnectionImpl(connection), new Replies(connection, Infrastructure.getDefaultWorkerPool()));
    }

    private record Link(Connection connection, Replies replies) {
    }
}
