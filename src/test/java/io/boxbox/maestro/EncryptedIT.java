package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.KeyPairFiles;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.nats.client.Options;

import javax.net.ssl.SSLException;

/** TLS to NATS, and TLS to Maestro. */
class EncryptedIT {

    @TempDir
    static Path folder;

    private static KeyPairFiles server;
    private static KeyPairFiles client;

    private Pizzeria pizzeria;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = KeyPairFiles.make(folder, "server", "localhost");
        client = KeyPairFiles.make(folder, "client", "maestro");
    }

    @AfterEach
    void close() throws Exception {
        pizzeria.close();
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
        try (PackagedMaestro stranger = start(settings)) {
            await().until(() -> stranger.output().contains("is out of reach"));
        }
        settings.put("QUARKUS_TLS_NATS_KEY_STORE_P12_PATH", client.store().toString());
        settings.put("QUARKUS_TLS_NATS_KEY_STORE_P12_PASSWORD", KeyPairFiles.PASSWORD);
        try (PackagedMaestro maestro = start(settings)) {
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
    void grpcIsServedOverTlsByQuarkussOwnSettings() throws Exception {
        pizzeria = new Pizzeria();
        int port = Ports.free();
        Map<String, String> settings = new HashMap<>(Map.of(
                "MAESTRO_NATS_HOST", "127.0.0.1",
                "MAESTRO_GRPCSERVER_PORT", "0",
                "QUARKUS_HTTP_SSL_PORT", String.valueOf(port),
                "QUARKUS_HTTP_INSECURE_REQUESTS", "disabled",
                "QUARKUS_TLS_KEY_STORE_P12_PATH", server.store().toString(),
                "QUARKUS_TLS_KEY_STORE_P12_PASSWORD", KeyPairFiles.PASSWORD));
        try (PackagedMaestro maestro = start(settings)) {
            await().until(() -> maestro.output().contains("Installed features"));
            assertThat(greeting(port)).isEqualTo("Hello Ada");
        }
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

    private void deliversAnOrder(PackagedMaestro maestro) {
        await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("NATS: consuming"));
        pizzeria.awaitDelivery(pizzeria.place());
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

    private static Map<String, String> trusting(String host) {
        return new HashMap<>(Map.of(
                "MAESTRO_NATS_HOST", host,
                "QUARKUS_MESSAGING_NATS_CONNECTION_TLS_CONFIGURATION_NAME", "nats",
                "QUARKUS_TLS_NATS_TRUST_STORE_PEM_CERTS", server.certificate().toString()));
    }

    private PackagedMaestro start(Map<String, String> settings) throws Exception {
        settings.put("MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()));
        settings.put("MAESTRO_SMOKING_DURATION_IN_SECONDS", "0");
        settings.put("MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address());
        return PackagedMaestro.start(settings);
    }
}
