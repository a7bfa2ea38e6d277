package io.boxbox.maestro;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.boxbox.maestro.testing.AnyHeaders;
import io.boxbox.maestro.testing.Documents;
import io.boxbox.maestro.testing.KeyPairFiles;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.testing.RawNats;
import io.boxbox.maestro.testing.ScriptedPanettiere;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.nats.client.Options;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;

import javax.net.ssl.SSLException;

/** TLS to NATS, to Maestro and to the Panettiere, by the documents' recipes. */
class EncryptedIT {

    @TempDir
    static Path folder;

    private static KeyPairFiles server;
    private static KeyPairFiles client;

    @AutoClose
    private Pizzeria pizzeria;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = KeyPairFiles.make(folder, "server", "localhost");
        client = KeyPairFiles.make(folder, "client", "maestro");
    }

    @Test
    void aServerThatIsTrustedIsEnough() throws Exception {
        pizzeria = open(false);
        try (PackagedMaestro maestro = start(trusting("localhost"))) {
            deliversAnOrder(maestro);
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsOne() throws Exception {
        pizzeria = open(true);
        Map<String, String> settings = trusting("localhost");
        Map<String, String> known = new HashMap<>(settings);
        known.put("QUARKUS_TLS_NATS_KEY_STORE_P12_PATH", client.store().toString());
        known.put("QUARKUS_TLS_NATS_KEY_STORE_P12_PASSWORD", KeyPairFiles.PASSWORD);
        try (PackagedMaestro stranger = start(settings); PackagedMaestro maestro = start(known)) {
            await().until(() -> stranger.output().contains("is out of reach"));
            deliversAnOrder(maestro);
        }
    }

    @Test
    void aServerOfAnotherNameIsNotTrusted() throws Exception {
        pizzeria = open(false);
        try (PackagedMaestro maestro = start(trusting("127.0.0.1"))) {
            await().until(() -> maestro.output().contains("is out of reach: No subject alternative names matching IP"));
            assertThat(maestro.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void withoutKeysOfItsOwnATlsAddressTrustsWhatTheJvmTrustsIfTheNameIsRight() throws Exception {
        assumeFalse(PackagedMaestro.isNative(), "what a native binary trusts was decided when it was built");
        pizzeria = open(false);
        String trust = "-Djavax.net.ssl.trustStore=" + server.store() + " -Djavax.net.ssl.trustStorePassword="
                + KeyPairFiles.PASSWORD;
        try (PackagedMaestro stranger = start(new HashMap<>(Map.of("MAESTRO_NATS_HOST", "tls://127.0.0.1",
                "JAVA_TOOL_OPTIONS", trust)));
                PackagedMaestro maestro = start(new HashMap<>(Map.of("MAESTRO_NATS_HOST", "tls://localhost",
                        "JAVA_TOOL_OPTIONS", trust)))) {
            await().until(() -> stranger.output().contains("is out of reach: No subject alternative names matching IP"));
            deliversAnOrder(maestro);
        }
    }

    @Test
    void aServerWithAnUnknownCertificateIsNotTrusted() throws Exception {
        pizzeria = open(false);
        Map<String, String> settings = trusting("localhost");
        settings.put("QUARKUS_TLS_NATS_TRUST_STORE_PEM_CERTS", client.certificate().toString());
        try (PackagedMaestro maestro = start(settings)) {
            await().until(() -> maestro.output().contains("is out of reach: unable to find valid certification path"));
        }
    }

    @Test
    void withoutTlsHeSaysThatTheServerWantsIt() throws Exception {
        pizzeria = open(false);
        try (PackagedMaestro maestro = start(new HashMap<>(Map.of("MAESTRO_NATS_HOST", "localhost")))) {
            await().until(() -> maestro.output().contains("is out of reach: SSL required by server"));
        }
    }

    @Test
    void byTheDocumentsRecipeGrpcAndTheBoardAreServedOverTlsAndTheProbesAreAsBefore() throws Exception {
        pizzeria = Pizzeria.open();
        int port = Ports.free();
        TreeMap<String, String> settings = Documents.recipe("quarkus.http.ssl-port");
        settings.put("QUARKUS_HTTP_SSL_PORT", String.valueOf(port));
        settings.replace("QUARKUS_TLS_SERVER_KEY_STORE_P12_PATH", server.store().toString());
        settings.replace("QUARKUS_TLS_SERVER_KEY_STORE_P12_PASSWORD", KeyPairFiles.PASSWORD);
        settings.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(pizzeria.probePort()));
        settings.put("MAESTRO_NATS_HOST", "127.0.0.1");
        try (PackagedMaestro maestro = start(settings)) {
            deliversAnOrder(maestro);

            assertThat(greeting(port)).isEqualTo("Hello Ada");
            given().trustStore(server.store().toFile(), KeyPairFiles.PASSWORD).baseUri("https://localhost").port(port)
                    .get("/api/kitchen").then().statusCode(200).body("maestros.size", equalTo(1));
            assertThatThrownBy(() -> given().port(port).get("/api/kitchen").statusCode()).isInstanceOf(IOException.class);
            for (String probe : List.of("live", "ready", "started")) {
                given().port(pizzeria.probePort()).get("/q/health/" + probe).then().statusCode(200);
            }
        }
    }

    @Test
    void byTheDocumentsRecipeDoughComesFromAPanettiereBehindTls() throws Exception {
        pizzeria = Pizzeria.open();
        try (ScriptedPanettiere panettiere = new ScriptedPanettiere(behindTls().build());
                PackagedMaestro maestro = start(towards(panettiere, server))) {
            String id = pizzeria.place();
            pizzeria.awaitDelivery(id);

            assertThat(panettiere.requests(id)).hasSize(1);
        }
    }

    @Test
    void aPanettiereThatAsksForACertificateGetsOne() throws Exception {
        pizzeria = Pizzeria.open();
        SslContext tls = behindTls().clientAuth(ClientAuth.REQUIRE).trustManager(client.certificate().toFile()).build();
        try (ScriptedPanettiere panettiere = new ScriptedPanettiere(tls)) {
            Map<String, String> settings = towards(panettiere, server);
            String id;
            try (PackagedMaestro stranger = start(settings)) {
                id = pizzeria.place();
                await().until(() -> stranger.output().contains("Nak of order"));
                assertThat(panettiere.requests()).isEmpty();
            }
            settings.put("QUARKUS_TLS_PANETTIERE_KEY_STORE_P12_PATH", client.store().toString());
            settings.put("QUARKUS_TLS_PANETTIERE_KEY_STORE_P12_PASSWORD", KeyPairFiles.PASSWORD);
            try (PackagedMaestro maestro = start(settings)) {
                pizzeria.awaitDelivery(id);
            }
        }
    }

    @Test
    void aPanettiereWithAnUnknownCertificateIsNotAsked() throws Exception {
        pizzeria = Pizzeria.open();
        try (ScriptedPanettiere panettiere = new ScriptedPanettiere(behindTls().build());
                PackagedMaestro maestro = start(towards(panettiere, client))) {
            String id = pizzeria.place();
            await().until(() -> maestro.output().contains("Nak of order"));

            assertThat(panettiere.requests()).isEmpty();
            assertThat(pizzeria.count("orders.waiting_delivery." + id)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({ "QUARKUS_GRPC_CLIENTS_PANETTIERE_PLAIN_TEXT, set quarkus.grpc.clients.panettiere.plain-text=false",
            "QUARKUS_TLS_PANETTIERE_TRUST_STORE_PEM_CERTS, nothing begins with quarkus.tls.panettiere" })
    void halfARecipeStopsTheStart(String left, String message) throws Exception {
        pizzeria = Pizzeria.open();
        Map<String, String> settings = towards(pizzeria.panettiere(), server);
        settings.remove(left);
        try (PackagedMaestro maestro = start(settings)) {
            assertThat(maestro.awaitExit()).isNotZero();
            assertThat(maestro.output()).contains(message);
        }
    }

    private static SslContextBuilder behindTls() {
        return GrpcSslContexts.forServer(server.certificate().toFile(), server.key().toFile());
    }

    private static Map<String, String> towards(ScriptedPanettiere panettiere, KeyPairFiles trusted) throws IOException {
        Map<String, String> settings = Documents.recipe("quarkus.grpc.clients.panettiere.plain-text");
        settings.replace("QUARKUS_TLS_PANETTIERE_TRUST_STORE_PEM_CERTS", trusted.certificate().toString());
        settings.put("MAESTRO_NATS_HOST", "127.0.0.1");
        settings.put("MAESTRO_PANETTIERE_CLIENT_ADDRESS", panettiere.address());
        settings.put("MAESTRO_PANETTIERE_CLIENT_RETRIES", "0");
        settings.put("QUARKUS_LOG_CATEGORY__IO_BOXBOX__LEVEL", "DEBUG");
        return settings;
    }

    private static String greeting(int port) throws SSLException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port)
                .sslContext(GrpcSslContexts.forClient().trustManager(server.certificate().toFile()).build())
                .build();
        try {
            return MaestroServiceGrpc.newBlockingStub(channel)
                    .sayHello(HelloRequest.newBuilder().setName("Ada").build()).getMessage();
        } finally {
            channel.shutdownNow();
        }
    }

    private void deliversAnOrder(PackagedMaestro maestro) throws IOException {
        await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("NATS: consuming"));
        String id = Pizzeria.newId();
        pizzeria.place(id, Pizzeria.order(id, "small", ""),
                new AnyHeaders("NATS/1.0\r\nX-Customer: " + RawNats.utf8("José") + "\r\n\r\n"));
        assertThat(pizzeria.awaitDelivery(id).getHeaders().getFirst("X-Customer")).isEqualTo("=?UTF-8?Q?Jos=C3=A9?=");
        assertThat(maestro.output()).doesNotContain("the connection is lost");
    }

    private static Pizzeria open(boolean mutual) throws Exception {
        NatsServer nats = NatsServer.configured("""
                tls {
                  cert_file: "%s"
                  key_file: "%s"
                  ca_file: "%s"
                  verify: %s
                }
                """.formatted(server.certificate(), server.key(), client.certificate(), mutual));
        return new Pizzeria(nats, new Options.Builder().server("tls://localhost:" + nats.port())
                .keystorePath(client.store().toString()).keystorePassword(KeyPairFiles.PASSWORD.toCharArray())
                .truststorePath(server.store().toString()).truststorePassword(KeyPairFiles.PASSWORD.toCharArray()));
    }

    private static Map<String, String> trusting(String host) throws IOException {
        Map<String, String> settings = Documents.recipe("quarkus.messaging.nats.connection.tls-configuration-name");
        settings.replace("QUARKUS_TLS_NATS_TRUST_STORE_PEM_CERTS", server.certificate().toString());
        // For a server that asks for a certificate in return.
        assertThat(settings.remove("QUARKUS_TLS_NATS_KEY_STORE_P12_PATH")).isEqualTo("maestro.p12");
        assertThat(settings.remove("QUARKUS_TLS_NATS_KEY_STORE_P12_PASSWORD")).isEqualTo("...");
        settings.put("MAESTRO_NATS_HOST", host);
        return settings;
    }

    private PackagedMaestro start(Map<String, String> settings) throws Exception {
        settings.put("MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()));
        settings.put("MAESTRO_SMOKING_DURATION_IN_SECONDS", "0");
        settings.putIfAbsent("MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address());
        return PackagedMaestro.start(settings);
    }
}
