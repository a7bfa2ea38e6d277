package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.testing.ReadOnlySystem;
import io.boxbox.maestro.testing.ScriptedPanettiere;

/** The packaged application in the places where people put it. */
class DeploymentIT {

    @Test
    void nothingHasToBeWritable(@TempDir Path folder) throws Exception {
        assumeThat(ReadOnlySystem.isPossible()).as("a mount namespace can be made here").isTrue();
        int port = Ports.free();
        try (Pizzeria pizzeria = Pizzeria.open();
                PackagedMaestro maestro = PackagedMaestro.startWithoutAWritableFolder(pizzeria,
                        folder, Map.of("MAESTRO_GRPCSERVER_PORT", String.valueOf(port)))) {
            awaitReadiness("127.0.0.1", pizzeria.probePort());

            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(get("http://127.0.0.1:" + port + "/").body()).contains("<!doctype html>");
            assertThat(get("http://127.0.0.1:" + port + "/board/board.js").statusCode()).isEqualTo(200);
            assertThat(get("http://127.0.0.1:" + port + "/api/kitchen").body()).contains("\"delivered\":1");
            assertThat(get("http://127.0.0.1:" + port + "/api/openapi").statusCode()).isEqualTo(200);
            assertThat(maestro.warnings()).isEmpty();
        }
    }

    @Test
    void everythingMayBeReachedOverIpv6() throws Exception {
        int port = Ports.free();
        try (Pizzeria pizzeria = new Pizzeria(NatsServer.onIpv6Too());
                ScriptedPanettiere panettiere = new ScriptedPanettiere("::1", 0);
                PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of(
                        "MAESTRO_NATS_HOST", "::1",
                        "MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS", "[::1]:" + panettiere.port(),
                        "MAESTRO_GRPCSERVER_HOST", "::1", "MAESTRO_GRPCSERVER_PORT", String.valueOf(port),
                        "QUARKUS_MANAGEMENT_HOST", "::1"))) {
            awaitReadiness("[::1]", pizzeria.probePort());

            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(get("http://[::1]:" + port + "/api/kitchen").body()).contains("\"delivered\":1");
            assertThat(maestro.warnings()).isEmpty();
        }
    }

    private static void awaitReadiness(String host, int port) {
        await("readiness").ignoreExceptions()
                .until(() -> get("http://" + host + ":" + port + "/q/health/ready").statusCode() == 200);
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
