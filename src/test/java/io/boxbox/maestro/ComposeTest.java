package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import io.boxbox.maestro.testing.DeclaredSettings;

/** What the Compose files and the image files say of Maestro, held against Maestro. There is no Docker to hold it against. */
class ComposeTest {

    private static final Path IMAGES = Path.of("src/main/docker");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final DeclaredSettings settings = new DeclaredSettings();
    private final JsonNode town = read("compose.yaml");
    private final JsonNode maestro = town.at("/services/maestro");

    @Test
    void threeMaestrosWorkInTheTown() {
        assertThat(maestro.at("/deploy/replicas").asInt()).isEqualTo(3);
        assertThat(town.at("/services").fieldNames()).toIterable().contains("nats", "panettiere", "crowd", "lgtm");
    }

    @Test
    void everyVariableIsOneThatMaestroKnows() {
        Map<String, String> variables = YAML.convertValue(maestro.at("/environment"), new TypeReference<>() {
        });

        assertThat(variables.keySet()).isNotEmpty()
                .allMatch(variable -> variable.startsWith("QUARKUS_") || settings.isVariable(variable));
    }

    @Test
    void heIsGivenTheTimeThatHeTakesToLeave() {
        double leaving = Double.parseDouble(settings.defaultOf("maestro.leave-within-in-seconds"));

        for (JsonNode service : List.of(maestro, read("src/main/docker/box-box.compose.yaml").at("/services/maestro"))) {
            assertThat(Double.parseDouble(service.at("/stop_grace_period").asText().replace("s", "")))
                    .isGreaterThanOrEqualTo(leaving + 5);
        }
    }

    @Test
    void nobodyButThisMachineReachesTheTown() {
        assertThat(town.findValues("ports")).isNotEmpty().allSatisfy(
                ports -> assertThat(ports).allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    @Test
    void whatIsBuiltIsThere() {
        assertThat(town.findValuesAsText("dockerfile")).isNotEmpty()
                .allSatisfy(file -> assertThat(Path.of(file.replaceFirst("\\$\\{\\w+:-(.+)}", "$1"))).isRegularFile());
    }

    static Stream<Path> images() throws IOException {
        return Files.list(IMAGES).filter(file -> file.getFileName().toString().startsWith("Dockerfile")).sorted();
    }

    @ParameterizedTest
    @MethodSource("images")
    void anImageRunsAsNobodyInParticularAndSaysHowToUseIt(Path image) throws IOException {
        List<String> lines = Files.readAllLines(image);
        List<String> last = lines.subList(lines.lastIndexOf(
                lines.stream().filter(line -> line.startsWith("FROM ")).reduce((first, second) -> second).orElseThrow()),
                lines.size());

        assertThat(lines.get(0)).startsWith("# ");
        assertThat(lines).anyMatch(line -> line.startsWith("#   docker build -f src/main/docker/" + image.getFileName()));
        assertThat(last).contains("USER 65532:65532", "STOPSIGNAL SIGTERM")
                .anyMatch(line -> line.startsWith("LABEL org.opencontainers.image.title="))
                .anyMatch(line -> line.startsWith("ENTRYPOINT [")).noneMatch(line -> line.startsWith("RUN "));
    }

    @ParameterizedTest
    @MethodSource("images")
    void anImageIsMadeOfFilesThatDockerIsGiven(Path image) throws IOException {
        List<String> given = Files.readAllLines(Path.of(".dockerignore")).stream().filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1)).toList();
        List<String> copied = Files.readAllLines(image).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .map(line -> line.replaceAll("--\\S+ ", "").split(" "))
                .flatMap(words -> Stream.of(words).skip(1).limit(words.length - 2L)).toList();

        assertThat(copied).isNotEmpty().isSubsetOf(given)
                .allMatch(file -> file.startsWith("target") || Files.exists(Path.of(file)));
    }

    private static JsonNode read(String file) {
        try {
            return YAML.readTree(new File(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
