package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;
import java.util.Optional;
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
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionImpl;

/**
 * Makes the process's connection to NATS, in the place of the connector's own, which has no setting for how soon a silent
 * server is noticed. It is made at its first use, which blocks; a failure is thrown there, and the next use tries again. Once
 * made, it reconnects by itself for ever, unless the server refuses its login: see {@link #replaceIfClosed}.
 */
@ApplicationScoped
public class NatsConnection {

    private final NatsOptions options;
    private final JetStreamApi api;
    private final Instance<Connection> current;
    private final AtomicReference<Connection> successor = new AtomicReference<>();
    private volatile Predicate<String> complaints = complaint -> false;
    private volatile Connection established;
    private volatile Session session;

    NatsConnection(NatsOptions options, JetStreamApi api, Instance<Connection> current) {
        this.options = options;
        this.api = api;
        this.current = current;
    }

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    Connection connect() throws IOException, InterruptedException {
        Connection ready = successor.getAndSet(null);
        Connection connection = ready == null ? open() : ready;
        established = connection;
        return connection;
    }

    /** JetStream on the present connection. To make one costs more than to publish with it. */
    public JetStream jetStream() throws IOException {
        Connection connection = established;
        Session present = session;
        if (present == null || present.connection() != connection) {
            present = new Session(connection, current.get().jetStream(api.options()));
            session = present;
        }
        return present.jetStream();
    }

    /** The present connection, for what lives no longer than it does; empty before the first. It may be closed already. */
    public Optional<io.nats.client.Connection> present() {
        return Optional.ofNullable(established);
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
        Connection connection = established;
        return connection != null && connection.getStatus() == Status.CONNECTED;
    }

    /** Whether the client library has given the connection up, as it does when a server refuses its login twice. */
    public boolean isClosed() {
        Connection connection = established;
        return connection != null && connection.getStatus() == Status.CLOSED;
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
        Connection connection = established;
        if (connection != null && connection.isConnected()) {
            connection.forceReconnect();
        }
    }

    void close(@Disposes Connection connection) throws InterruptedException {
        connection.close();
    }

    // The library's own exceptions name no reason, and may show a password that an address carries.
    private Connection open() throws IOException, InterruptedException {
        NatsErrors errors = new NatsErrors(complaint -> complaints.test(complaint));
        try {
            return new ConnectionImpl(connect(errors));
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
    private io.nats.client.Connection connect(NatsErrors errors) throws IOException, InterruptedException {
        try {
            return Nats.connect(options.build(errors));
        } catch (AuthenticationException e) {
            if (options.hasLogin()) {
                throw e;
            }
            return Nats.connect(options.buildWithOriginalsLogin(errors));
        }
    }

    private record Session(Connection connection, JetStream jetStream) {
    }
}
