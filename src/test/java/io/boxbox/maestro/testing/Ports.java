package io.boxbox.maestro.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers. They are below those that the system gives away by itself, so that a server which is killed finds its port
 * free when it comes back, and each of the processes that run tests at the same time has its own.
 */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int FOR_A_PROCESS = 4_000;
    private static final int PROCESS = Integer.getInteger("tests.process", 1) - 1;
    // Other tests may run on this machine.
    private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % FOR_A_PROCESS));

    private Ports() {
    }

    /** A port that nobody listens on now, and that nobody else asked for. */
    public static int free() {
        for (int tries = 0; tries < FOR_A_PROCESS; tries++) {
            int port = FIRST + PROCESS * FOR_A_PROCESS + NEXT.getAndIncrement() % FOR_A_PROCESS;
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException e) {
                // Somebody listens there; perhaps not on the next one.
                continue;
            }
        }
        throw new IllegalStateException("Somebody listens on each port from " + FIRST);
    }
}
