package io.boxbox.maestro.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A link to a server on this machine, on which everything can go wrong that goes wrong on a network. Clients connect to its
 * port, and keep it through all of it. Thread-safe.
 */
public final class NetworkLink implements AutoCloseable {

    // A link that is slow must not have megabytes on its way, and one that is fast must not wait for its buffers.
    private static final int SOCKET_BUFFER = 256 * 1024;
    private static final int TO_CONNECT_IN_MILLIS = 1_000;

    private final ServerSocket listener;
    private volatile int target;
    private volatile boolean shut;
    private final Set<LinkConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicReference<Direction> toCut = new AtomicReference<>();
    private volatile Weather weather = Weather.FINE;

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        FROM_SERVER
    }

    /** @param target the server's port on this machine */
    public NetworkLink(int target) throws IOException {
        this.target = target;
        // Below the ports that the system gives away by itself: a client that tries again must not meet somebody else.
        this.listener = new ServerSocket(Ports.free(), 0, InetAddress.getLoopbackAddress());
        inBackground(() -> {
            while (true) {
                connect(listener.accept());
            }
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How often somebody has connected. */
    public int connections() {
        return connected.get();
    }

    /** From now on all connections have this weather, those that are there and those to come. */
    public synchronized void have(Weather next) {
        weather = next;
        notifyAll();
    }

    /**
     * The weather is fine again. What was held back arrives now. A connection that has lost bytes cannot go on: both ends get a
     * reset, as from a router that no longer knows it.
     */
    public void clear() {
        toCut.set(null);
        have(Weather.FINE);
        connections.stream().filter(LinkConnection::hasLostBytes).forEach(LinkConnection::reset);
    }

    /** Resets all connections: what is on its way is gone. */
    public void reset() {
        connections.forEach(LinkConnection::reset);
    }

    /** Of the next bytes that go this way only the first half arrives, and then both ends are told that it was the end. */
    public void cut(Direction direction) {
        toCut.set(direction);
    }

    /** Ends all connections; new ones end at once, until it is open again. */
    public void shut() {
        shut = true;
        reset();
    }

    /** New connections reach the server again. */
    public void open() {
        shut = false;
    }

    /** From now on the server is gone without a word, and another one is at its name: new connections go to that one. */
    public void moveTo(int other) {
        target = other;
        connections.forEach(LinkConnection::loseAllBytes);
    }

    Weather weather() {
        return weather;
    }

    /** Returns once nothing is held back this way. */
    synchronized void awaitPassage(Direction direction) throws IOException {
        while (weather.holds(direction)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /** Whether these bytes are those to be cut. */
    boolean isToCut(Direction direction) {
        return toCut.compareAndSet(direction, null);
    }

    void ended(LinkConnection connection) {
        connections.remove(connection);
    }

    private void connect(Socket client) {
        connected.incrementAndGet();
        inBackground(() -> {
            if (shut) {
                client.close();
                return;
            }
            Socket server = new Socket();
            try {
                server.setReceiveBufferSize(SOCKET_BUFFER);
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), TO_CONNECT_IN_MILLIS);
                client.setSendBufferSize(SOCKET_BUFFER);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
            } catch (IOException nobodyListens) {
                server.close();
                client.close();
                return;
            }
            LinkConnection connection = new LinkConnection(this, client, server);
            connections.add(connection);
            if (shut) {
                connection.reset();
                return;
            }
            inBackground(() -> connection.carry(Direction.TO_SERVER));
            connection.carry(Direction.FROM_SERVER);
        });
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // The end of a connection, or of the test.
                Thread.currentThread().interrupt();
            }
        }, "network");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        reset();
        have(Weather.FINE);
    }

    private interface Work {

        void run() throws IOException;
    }
}
