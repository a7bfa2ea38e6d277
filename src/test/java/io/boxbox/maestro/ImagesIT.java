package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;

/** What an image does inside, done to the packaged application. script/smoke starts the image itself. */
class ImagesIT {

    private static final String HEALTHCHECK = "    CMD [";

    @ParameterizedTest
    @ValueSource(strings = { "Dockerfile.jvm", "Dockerfile.town" })
    void theHealthcheckTellsWhetherHeLivesAndNotWhetherNatsDoes(String image) throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open()) {
            assertThat(check(image, pizzeria.probePort())).isNotZero();
            try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
                await().until(() -> check(image, pizzeria.probePort()) == 0);
                pizzeria.nats().kill();
                await().until(() -> maestro.output().contains("NATS: no orders for now"));

                assertThat(check(image, pizzeria.probePort())).isZero();
            }
        }
    }

    private static int check(String image, int port) throws IOException, InterruptedException {
        String command = Files.readAllLines(Path.of("src/main/docker", image)).stream()
                .filter(line -> line.startsWith(HEALTHCHECK)).findFirst().orElseThrow();
        List<String> words = new ObjectMapper().readValue(command.substring(HEALTHCHECK.length() - 1), new TypeReference<>() {
        });
        ProcessBuilder healthcheck = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        healthcheck.environment().put("QUARKUS_MANAGEMENT_PORT", String.valueOf(port));
        return healthcheck.start().waitFor();
    }
}
