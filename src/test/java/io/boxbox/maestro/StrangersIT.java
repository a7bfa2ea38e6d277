package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;

/** Strangers who open more connections than the process may open files, and send a request slowly or not at all. */
class StrangersIT {

    private static final int OPEN_FILES = 400;
    private static final int STRANGERS = 700;
    private static final int ALMOST_NOTHING = 1;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\n".getBytes(US_ASCII);
    private static final byte[] A_LINE = "X-Line: 1\r\n".getBytes(US_ASCII);

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final List<Socket> strangers = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (Socket stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    void strangersKeepNobodyFromWorkAndAreShownTheDoor() throws Exception {
        int port = Ports.free();
        PackagedMaestro maestro = PackagedMaestro.startWithOpenFiles(OPEN_FILES, pizzeria, Map.of(
                "MAESTRO_GRPCSERVER_PORT", String.valueOf(port)));
        pizzeria.awaitDelivery(pizzeria.place());

        for (int number = 0; number < STRANGERS; number++) {
            Socket stranger = new Socket("127.0.0.1", port);
            strangers.add(stranger);
            stranger.getOutputStream().write(REQUEST);
        }
        pizzeria.awaitDelivery(pizzeria.place());
        new Socket("127.0.0.1", pizzeria.probePort()).close();
        await("those who are too many").until(() -> present() < OPEN_FILES / 2);
        assertThat(present()).as("those who may be there").isPositive();

        // A line of a request now and then is no request.
        await("all others").atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofSeconds(2)).until(() -> present() == 0);
        pizzeria.awaitDelivery(pizzeria.place());
        assertThat(maestro.output().lines().filter(line -> line.contains("maestro.max-connections"))).hasSize(1);
        maestro.close();
    }

    private long present() {
        return strangers.stream().filter(StrangersIT::isPresent).count();
    }

    private static boolean isPresent(Socket stranger) {
        try {
            stranger.getOutputStream().write(A_LINE);
            stranger.setSoTimeout(ALMOST_NOTHING);
            return stranger.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
