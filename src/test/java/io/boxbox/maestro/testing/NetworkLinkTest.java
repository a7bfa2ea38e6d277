package io.boxbox.maestro.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.NetworkLink.Direction;

/** A proof over a network that does not do what it says would prove nothing. */
class NetworkLinkTest {

    private static final int A_WHILE_IN_MILLIS = 300;

    private ServerSocket listener;
    private NetworkLink link;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        link = new NetworkLink(listener.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), link.port());
        server = listener.accept();
        client.setSoTimeout(A_WHILE_IN_MILLIS);
        server.setSoTimeout(A_WHILE_IN_MILLIS);
        assertThat(exchange(client, server, "hello")).isEqualTo("hello");
        assertThat(exchange(server, client, "you too")).isEqualTo("you too");
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        client.close();
        server.close();
        listener.close();
    }

    @Test
    void bytesCanBeDelayed() throws IOException {
        link.have(Weather.delayed(Duration.ofMillis(50), Duration.ofMillis(20)));
        long begin = System.nanoTime();

        assertThat(exchange(client, server, "later")).isEqualTo("later");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void bytesCanBeFewASecond() throws IOException {
        link.have(Weather.throttled(50_000));
        long begin = System.nanoTime();

        assertThat(exchange(server, client, "x".repeat(10_000))).hasSize(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void whatIsHeldBackArrivesWhenTheWeatherIsFine() throws IOException {
        link.have(Weather.holding(Direction.TO_SERVER, Direction.FROM_SERVER));
        assertThatThrownBy(() -> exchange(client, server, "held")).isInstanceOf(SocketTimeoutException.class);

        link.clear();
        assertThat(read(server, 4)).isEqualTo("held");
        assertThat(link.connections()).isEqualTo(1);
    }

    @Test
    void whatIsSwallowedOneWayNeverArrivesAndTheOtherWayStaysOpen() throws IOException {
        link.have(Weather.swallowing(Direction.FROM_SERVER));
        assertThatThrownBy(() -> exchange(server, client, "lost")).isInstanceOf(SocketTimeoutException.class);
        assertThat(exchange(client, server, "found")).isEqualTo("found");

        link.clear();
        assertThatThrownBy(() -> read(client, 1)).isInstanceOf(SocketException.class);
    }

    @Test
    void whatIsSwallowedBothWaysLeavesBothEndsUntold() throws IOException {
        link.have(Weather.swallowing(Direction.values()));
        assertThatThrownBy(() -> exchange(server, client, "lost")).isInstanceOf(SocketTimeoutException.class);

        client.close();
        assertThatThrownBy(() -> read(server, 1)).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void bothEndsOfAConnectionGetAReset() {
        link.reset();

        assertThatThrownBy(() -> read(client, 1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> read(server, 1)).isInstanceOf(SocketException.class);
    }

    @Test
    void aMessageIsCutInTheMiddle() throws IOException {
        link.cut(Direction.FROM_SERVER);

        assertThat(exchange(server, client, "halfhalf")).isEqualTo("half");
        assertThat(client.getInputStream().read()).isNegative();
    }

    private static String exchange(Socket from, Socket to, String text) throws IOException {
        from.getOutputStream().write(text.getBytes(US_ASCII));
        return read(to, text.length());
    }

    private static String read(Socket from, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = from.getInputStream().readNBytes(bytes, 0, length);
        return new String(bytes, 0, read, US_ASCII);
    }
}
