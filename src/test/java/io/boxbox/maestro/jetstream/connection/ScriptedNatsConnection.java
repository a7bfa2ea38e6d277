package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;
import java.util.function.Predicate;

import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.nats.client.Connection.Status;
import io.nats.client.JetStream;

/** The process's connection, as far as it is not the client's own: made, given up and replaced as the test says. */
public final class ScriptedNatsConnection extends NatsConnection {

    /** Why it cannot be replaced; {@code null} while it can. */
    public IOException outOfReach;
    /** Why there is no JetStream; {@code null} while there is. */
    public IOException noJetStream;
    /** Who hears the server's complaints; {@code null} while nobody does. */
    public Predicate<String> complaints;
    public int replacements;
    public int reconnects;

    private final ScriptedNats nats;

    public ScriptedNatsConnection(ScriptedNats nats) {
        super(null, null, null);
        this.nats = nats;
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
    public JetStream jetStream() throws IOException {
        if (noJetStream != null) {
            throw noJetStream;
        }
        return nats.jetStream;
    }
}
