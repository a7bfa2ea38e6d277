package io.boxbox.maestro;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.AnyHeaders;
import io.boxbox.maestro.testing.KeyPairFiles;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.testing.RawNats;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StreamConfiguration;

/** NATS by other ways than a plain connection to the server that has the stream. */
class ReachIT {

    private static final int LARGE = 300_000;

    @TempDir
    static Path folder;

    private static KeyPairFiles server;

    private Pizzeria pizzeria;
    private NatsServer leaf;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = KeyPairFiles.make(folder, "server", "localhost");
    }

    @AfterEach
    void close() throws Exception {
        if (pizzeria != null) {
            pizzeria.close();
        }
        if (leaf != null) {
            leaf.close();
        }
    }

    @Test
    void aStreamInTheHubsDomainIsReachedThroughTheWebSocketOfALeafNode() throws Exception {
        int leaves = Ports.free();
        int webSocket = Ports.free();
        NatsServer hub = NatsServer.configured("""
                server_name: hub
                jetstream { domain: hub }
                leafnodes { listen: "127.0.0.1:%d" }
                """.formatted(leaves));
        leaf = NatsServer.configured("""
                server_name: leaf
                jetstream { domain: leaf }
                leafnodes { reconnect: 1, remotes: [{ url: "nats://127.0.0.1:%d" }] }
                websocket { listen: "127.0.0.1:%d", no_tls: true }
                """.formatted(leaves, webSocket));
        pizzeria = new Pizzeria(hub);
        PackagedMaestro maestro = start(Map.of("MAESTRO_NATS_HOST", "ws://127.0.0.1",
                "MAESTRO_NATS_PORT", String.valueOf(webSocket), "MAESTRO_NATS_JETSTREAM_DOMAIN", "hub"));

        settlesEachOrderOnce(maestro);
        leaf.freeze();
        await().atMost(Duration.ofSeconds(4)).until(() -> ready() == 503);
        leaf.thaw();
        await().until(() -> ready() == 200);
        pizzeria.awaitDelivery(pizzeria.place());
        pizzeria.awaitQuiet();
        aConfirmationOfTheLeafsOwnStreamDoesNotCount(maestro);
    }

    private void aConfirmationOfTheLeafsOwnStreamDoesNotCount(PackagedMaestro maestro) throws Exception {
        try (Connection connection = Nats.connect(leaf.url())) {
            connection.jetStreamManagement().addStream(
                    StreamConfiguration.builder().name(Pizzeria.STREAM).subjects("orders.waiting_delivery.*").build());
        }
        String id = Pizzeria.newId();
        pizzeria.panettiere().hold(id);
        pizzeria.place(id, Pizzeria.order(id, "small", ""));
        await().until(() -> !pizzeria.panettiere().requests(id).isEmpty());
        // Both streams store the delivery. The first answer counts, and it has to be the leaf's.
        pizzeria.nats().freeze();
        pizzeria.panettiere().release(id);
        await().until(() -> maestro.output().contains("in another JetStream domain, leaf, takes the same subject"));
        pizzeria.nats().thaw();
        assertThat(pizzeria.consumer().getNumAckPending()).isEqualTo(1);
    }

    @Test
    void aStreamOfAnotherAccountIsReachedThroughAWebSocketWithTlsAndAnImportWithAPrefix() throws Exception {
        int port = Ports.free();
        NatsServer nats = NatsServer.configured("""
                websocket { listen: "127.0.0.1:%d", tls { cert_file: "%s", key_file: "%s" } }
                accounts {
                  KITCHEN {
                    jetstream: enabled
                    users: [{ user: kitchen, password: k1tchen }]
                    exports: [
                      { service: "$JS.API.>", response_type: stream }
                      { service: "$JS.ACK.>" }
                      { service: "orders.waiting_delivery.*" }
                      { service: "orders.dead_letter.*" }
                    ]
                  }
                  MAESTRO {
                    users: [{ user: maestro, password: maestr0 }]
                    imports: [
                      { service: { account: KITCHEN, subject: "$JS.API.>" }, to: "JS.acme.API.>" }
                      { service: { account: KITCHEN, subject: "$JS.ACK.>" } }
                      { service: { account: KITCHEN, subject: "orders.waiting_delivery.*" } }
                      { service: { account: KITCHEN, subject: "orders.dead_letter.*" } }
                    ]
                  }
                }
                """.formatted(port, server.certificate(), server.key()));
        pizzeria = new Pizzeria(nats, new Options.Builder().server(nats.url()).userInfo("kitchen", "k1tchen"));
        PackagedMaestro maestro = start(secured(Map.of(
                "QUARKUS_MESSAGING_NATS_CONNECTION_SERVERS", "wss://localhost:" + port + "/nats",
                "MAESTRO_NATS_JETSTREAM_PREFIX", "JS.acme.API.",
                "MAESTRO_NATS_USERNAME", "maestro", "MAESTRO_NATS_PASSWORD", "maestr0")));
        PackagedMaestro stranger = start(secured(Map.of("MAESTRO_NATS_HOST", "wss://127.0.0.1",
                "MAESTRO_NATS_PORT", String.valueOf(port), "QUARKUS_MANAGEMENT_PORT", "0")));

        settlesEachOrderOnce(maestro);
        await().until(() -> stranger.output().contains("is out of reach: No subject alternative names matching IP"));
    }

    @Test
    void aServerThatBeginsWithTlsIsReached() throws Exception {
        assumeTrue(NatsServer.isAtLeast(2, 10, 4), "an older server cannot");
        NatsServer nats = NatsServer.configured("""
                tls {
                  cert_file: "%s"
                  key_file: "%s"
                  handshake_first: true
                }
                """.formatted(server.certificate(), server.key()));
        pizzeria = new Pizzeria(nats, new Options.Builder().server("tls://localhost:" + nats.port()).tlsFirst()
                .truststorePath(server.store().toString()).truststorePassword(KeyPairFiles.PASSWORD.toCharArray()));
        PackagedMaestro maestro = start(secured(Map.of("MAESTRO_NATS_HOST", "localhost", "MAESTRO_NATS_TLS_FIRST", "true")));

        settlesEachOrderOnce(maestro);
    }

    private void settlesEachOrderOnce(PackagedMaestro maestro) throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("NATS: consuming"));
        await().ignoreExceptions().until(() -> ready() == 200);
        List<String> ids = Stream.generate(pizzeria::place).limit(20).toList();
        String foreign = Pizzeria.newId();
        pizzeria.place(foreign, Pizzeria.order(foreign, "small", ",\"pad\":\"" + "x".repeat(LARGE) + "\""),
                new AnyHeaders("NATS/1.0\r\nX-Customer: " + RawNats.utf8("José") + "\r\n\r\n"));
        String poison = Pizzeria.newId();
        pizzeria.place(poison, "no order");

        ids.forEach(pizzeria::awaitDelivery);
        assertThat(pizzeria.awaitDelivery(foreign).getHeaders().getFirst("X-Customer")).isEqualTo("=?UTF-8?Q?Jos=C3=A9?=");
        assertThat(pizzeria.await("orders.dead_letter." + poison)).hasSize(1);
        pizzeria.awaitQuiet();
        assertThat(pizzeria.count("orders.waiting_delivery.*")).isEqualTo(21);
        assertThat(pizzeria.count("orders.dead_letter.*")).isEqualTo(1);
        assertThat(pizzeria.consumer().getRedelivered()).isZero();
        assertThat(maestro.warnings()).isEmpty();
    }

    private int ready() {
        return given().port(pizzeria.probePort()).get("/q/health/ready").statusCode();
    }

    private PackagedMaestro start(Map<String, String> settings) throws Exception {
        return PackagedMaestro.start(pizzeria, settings);
    }

    private static Map<String, String> secured(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("QUARKUS_MESSAGING_NATS_CONNECTION_TLS_CONFIGURATION_NAME", "nats");
        all.put("QUARKUS_TLS_NATS_TRUST_STORE_PEM_CERTS", server.certificate().toString());
        return all;
    }
}
