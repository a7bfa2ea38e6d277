package io.boxbox.maestro.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.boxbox.maestro.testing.NetworkLink.Direction;

/** One connection over a {@link NetworkLink}. */
final class LinkConnection {

    private static final int CHUNK = 64 * 1024;
    private static final int SLICES_A_SECOND = 50;

    private final NetworkLink link;
    private final Socket client;
    private final Socket server;
    private volatile boolean lostToServer;
    private volatile boolean lostFromServer;

    LinkConnection(NetworkLink link, Socket client, Socket server) {
        this.link = link;
        this.client = client;
        this.server = server;
    }

    /** Carries bytes this way until one of the ends is gone. */
    void carry(Direction direction) {
        Socket from = direction == Direction.TO_SERVER ? client : server;
        Socket to = direction == Direction.TO_SERVER ? server : client;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (!pass(direction, chunk, read, out)) {
                    close();
                    return;
                }
            }
            end(direction);
        } catch (IOException gone) {
            if (!hasLostBytes()) {
                reset();
            }
        }
    }

    /** Whether bytes were swallowed: then nothing that comes later may arrive. */
    boolean hasLostBytes() {
        return lostToServer || lostFromServer;
    }

    /** Nothing arrives any more, either way. */
    void loseAllBytes() {
        lostToServer = true;
        lostFromServer = true;
    }

    /** Ends it with a reset at both ends. */
    void reset() {
        try {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        } catch (IOException closed) {
            // Then there is nothing to reset.
        }
        close();
    }

    // False if that was the end.
    private boolean pass(Direction direction, byte[] chunk, int length, OutputStream out) throws IOException {
        sleep(link.weather().nanosUntilArrival());
        link.awaitPassage(direction);
        if (link.weather().swallows(direction)) {
            loseBytes(direction);
        }
        if (hasLost(direction)) {
            return true;
        }
        if (length > 1 && link.isToCut(direction)) {
            out.write(chunk, 0, length / 2);
            return false;
        }
        int written = 0;
        while (written < length) {
            int bytesPerSecond = link.weather().bytesPerSecond();
            int slice = Math.min(length - written, Math.max(1, bytesPerSecond / SLICES_A_SECOND));
            out.write(chunk, written, slice);
            written += slice;
            sleep(TimeUnit.SECONDS.toNanos(slice) / bytesPerSecond);
        }
        return true;
    }

    // The end takes as long as the bytes before it, and is swallowed with them.
    private void end(Direction direction) throws IOException {
        link.awaitPassage(direction);
        if (link.weather().swallows(direction)) {
            loseBytes(direction);
        }
        if (!hasLost(direction)) {
            close();
        }
    }

    private boolean hasLost(Direction direction) {
        return direction == Direction.TO_SERVER ? lostToServer : lostFromServer;
    }

    private void loseBytes(Direction direction) {
        if (direction == Direction.TO_SERVER) {
            lostToServer = true;
        } else {
            lostFromServer = true;
        }
    }

    private void close() {
        link.ended(this);
        for (Socket socket : new Socket[] { client, server }) {
            try {
                socket.close();
            } catch (IOException closed) {
                // That is what was wanted.
            }
        }
    }

    private static void sleep(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }
}
