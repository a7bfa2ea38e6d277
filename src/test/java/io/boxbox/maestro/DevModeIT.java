package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.Browser;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;

/** Quarkus's dev mode as {@code script/dev} starts it, on a copy of the project that may be edited. */
@Tag("alone")
class DevModeIT {

    // It compiles everything, and on a new machine it downloads what only dev mode needs.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path project;

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();
    private Path output;
    private Process script;

    @BeforeEach
    void open() throws Exception {
        for (String part : List.of("pom.xml", "mvnw", ".mvn", "script", "src/main", "src/dev-ui")) {
            copy(Path.of(part));
        }
        output = project.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder("script/dev", "--nats", "127.0.0.1:" + pizzeria.nats().port())
                .directory(project.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(Map.of(
                "MAESTRO_GRPC_SERVER_PORT", String.valueOf(port),
                "QUARKUS_MANAGEMENT_PORT", String.valueOf(pizzeria.probePort()),
                "MAESTRO_MAESTRO_ORDERBATCHSIZE", "7",
                "MAESTRO_NATS_PASSWORD", "hush",
                "MAESTRO_DEMO_ENABLED", "false"));
        script = builder.start();
    }

    @AfterEach
    void close() throws Exception {
        script.destroy();
        if (!script.waitFor(1, TimeUnit.MINUTES)) {
            script.destroyForcibly();
        }
    }

    @Test
    void maestrosCardLeadsToTheBoardAndShowsTheSettingsAsTheyAreNow() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(30));
        String before = pizzeria.place();
        await().atMost(PATIENCE).until(() -> pizzeria.count("orders.waiting_delivery." + before) == 1
                || !script.isAlive());
        assertThat(output()).startsWith("The kitchen, live: " + address("/"))
                .contains("Dev UI, with Maestro's card: " + address("/q/dev-ui/"));
        try (Browser browser = new Browser()) {
            browser.open(address("/q/dev-ui/extensions"));
            await("the card").atMost(PATIENCE).until(() -> links(browser).contains("Settings " + page()));
            assertThat(links(browser)).contains("Kitchen board " + address("/"), "Kitchen as JSON " + address("/api/kitchen"));

            browser.inShadows("a.extensionLink", "it => it.textContent.trim() === 'Settings' && it.click()");
            await("the settings").untilAsserted(() -> assertThat(settings(browser)).contains(
                    "maestro.order-batch-size|7|the original service's variables|10",
                    "maestro.smoking-duration-in-seconds|0.3|environment|1",
                    "maestro.leave-within-in-seconds|0.5|application.properties|8",
                    "maestro.time-lapse|1|default|1",
                    "maestro.seed|not set||",
                    "maestro.nats.password|•••|environment|nats"));

            Files.writeString(project.resolve("src/main/resources/application.properties"), "\nmaestro.time-lapse=3\n",
                    StandardOpenOption.APPEND);
            // Live reload looks for changes when somebody asks for something.
            await("the new value").atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                browser.run("fetch('/api/kitchen')");
                return settings(browser).contains("maestro.time-lapse|3|application.properties|1");
            });
            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(browser.complaints()).noneMatch(line -> line.contains("Content Security Policy"));

            browser.open(address("/"));
            browser.awaitText("signal-lapse", "3 times faster than life");
            assertThat(browser.complaints()).isEmpty();

            // Without what stands between the channels and the connector, Maestro does not start.
            Files.writeString(project.resolve("src/main/resources/application.properties"),
                    "\nquarkus.arc.exclude-types=io.boxbox.maestro.jetstream.OnDemandClient\n", StandardOpenOption.APPEND);
            await("the refusal").atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
                browser.run("fetch('/api/kitchen')");
                return output().contains(
                        "waiting-to-cook and waiting-delivery: orders would not pass OnDemandClient, which keeps them");
            });
        }
    }

    private static List<String> links(Browser browser) {
        return browser.inShadows("a.extensionLink", "it => it.textContent.trim() + ' ' + it.href");
    }

    private static List<String> settings(Browser browser) {
        return browser.inShadows("tr", "it => [...it.cells].map(cell => cell.textContent.trim()).join('|')");
    }

    private String page() {
        return address("/q/dev-ui/maestro-dev-ui/settings");
    }

    private String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private String output() throws IOException {
        return Files.readString(output);
    }

    private void copy(Path part) throws IOException {
        try (Stream<Path> all = Files.walk(part)) {
            for (Path each : all.toList()) {
                Path there = project.resolve(each);
                Files.createDirectories(there.getParent());
                if (!Files.isDirectory(each)) {
                    Files.copy(each, there);
                }
            }
        }
    }
}
