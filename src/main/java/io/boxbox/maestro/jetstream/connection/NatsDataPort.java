package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;

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
    private ClientThreads threads;

    /** Whether connections with these options are read by this class. */
    static boolean isOf(Options options) {
        return !Options.DEFAULT_DATA_PORT_TYPE.equals(options.getDataPortType());
    }

    @Override
    public void afterConstruct(Options options) {
        super.afterConstruct(options);
        threads = threads(options);
    }

    static ClientThreads threads(Options options) {
        return (ClientThreads) options.getExecutor();
    }

    /** The client library has dealt with all that was read before when it reads on. */
    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        threads.readOn();
        return messages.read(into, from, length);
    }
}
