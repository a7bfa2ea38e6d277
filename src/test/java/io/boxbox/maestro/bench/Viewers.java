package io.boxbox.maestro.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** People who look at the board, on one thread. They read all of it and think nothing of it, or they read nothing. */
final class Viewers implements AutoCloseable {

    private static final byte[] REQUEST = "GET /api/kitchen/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    private static final int TRIES = 600;
    private static final long BETWEEN_TRIES_IN_NANOS = 50_000_000;
    private static final int BUFFER = 1 << 16;
    private static final int LITTLE = 1 << 12;
    private static final int SILENCE_IN_MILLIS = 1_000;

    private final List<SocketChannel> connections = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final boolean reading;
    private volatile long bytes;
    private volatile int lost;

    /** Waits until somebody listens on the port. */
    Viewers(int port, int count, boolean reading) throws IOException {
        this.reading = reading;
        for (int i = 0; i < count; i++) {
            SocketChannel connection = connect(port);
            connection.write(ByteBuffer.wrap(REQUEST));
            connections.add(connection);
            if (reading) {
                connection.configureBlocking(false);
                connection.register(selector, SelectionKey.OP_READ);
            }
        }
        Thread reader = new Thread(this::read, "viewers");
        reader.setDaemon(true);
        reader.start();
    }

    private SocketChannel connect(int port) throws IOException {
        for (int i = 1;; i++) {
            SocketChannel connection = SocketChannel.open();
            if (!reading) {
                connection.setOption(StandardSocketOptions.SO_RCVBUF, LITTLE);
            }
            try {
                connection.connect(new InetSocketAddress("127.0.0.1", port));
                return connection;
            } catch (IOException e) {
                connection.close();
                if (i == TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_TRIES_IN_NANOS);
            }
        }
    }

    /** What they have read so far. */
    long bytes() {
        return bytes;
    }

    /** How many were sent away. Who reads nothing has to read to the end now, to know. */
    int lost() throws IOException {
        if (!reading) {
            for (SocketChannel connection : connections) {
                readToTheEnd(connection.socket());
            }
        }
        return lost;
    }

    private void readToTheEnd(Socket connection) throws IOException {
        connection.setSoTimeout(SILENCE_IN_MILLIS);
        try {
            bytes += connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            lost++;
        } catch (SocketTimeoutException e) {
            // He is still served.
            return;
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try {
            while (selector.isOpen()) {
                selector.select(key -> read(key, buffer));
            }
        } catch (ClosedSelectorException e) {
            // They have gone home.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        int read = -1;
        try {
            read = ((SocketChannel) key.channel()).read(buffer.clear());
        } catch (IOException e) {
            // He is counted as lost below.
        }
        if (read < 0) {
            lost++;
            key.cancel();
        } else {
            bytes += read;
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
