package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;
import java.util.Optional;

import io.nats.client.Options;
import io.nats.client.impl.SocketDataPortWithWriteTimeout;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The connection's bytes, with what other clients sent made readable, see {@link PlainMessages}. The client library makes this
 * class by its name, one for each time it connects.
 */
@RegisterForReflection
public class NatsDataPort extends SocketDataPortWithWriteTimeout {

    /** A header that a message has if it had others that nobody can read. */
    public static final String UNREADABLE_HEADERS = HeaderBlock.UNREADABLE;

    private final PlainMessages messages = new PlainMessages(super::read);
    private Optional<ClientThreads> threads = Optional.empty();

    /** The threads that are told when they are about to read on; empty if this class does not read for them. */
    static Optional<ClientThreads> toldBy(Options options) {
        boolean isOurs = !Options.DEFAULT_DATA_PORT_TYPE.equals(options.getDataPortType());
        return isOurs && options.getExecutor() instanceof ClientThreads told ? Optional.of(told) : Optional.empty();
    }

    @Override
    public void afterConstruct(Options options) {
        super.afterConstruct(options);
        threads = toldBy(options);
    }

    /** The client library has dealt with all that was read before when it reads on. */
    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        threads.ifPresent(ClientThreads::readOn);
        return messages.read(into, from, length);
    }
}
