package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.boxbox.maestro.testing.Browser;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;

/** Several processes on the board of one of them, in a real browser. */
class TownIT {

    private static final Path PICTURES = Path.of("target/pictures");
    private static final String SUBJECTS = "maestro.kitchens." + Pizzeria.CONSUMER + ".";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    @AutoClose
    private final Browser browser = new Browser();
    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();
    private final int portOfAHermit = Ports.free();
    private final int portOfASilentOne = Ports.free();

    @Test
    void theBoardOfOneShowsAllAndWhoIsKilledIsGoneAndItsOrdersComeBack() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(4));
        try (PackagedMaestro first = start("anna", port, Map.of());
                PackagedMaestro second = start("bruno", portOfASilentOne, Map.of("MAESTRO_BOARD_ENABLED", "false"));
                PackagedMaestro third = start("carla", 0, Map.of())) {
            browser.open("http://127.0.0.1:" + port + "/");
            browser.awaitText("town-title", "The town: 3 processes");
            String delivered = pizzeria.place();
            pizzeria.awaitDelivery(delivered);
            browser.awaitText("processes", "leads");

            List<String> held = Stream.generate(Pizzeria::newId).limit(3).toList();
            held.forEach(id -> {
                pizzeria.panettiere().hold(id);
                pizzeria.place(id, Pizzeria.order(id, "small", ""));
            });
            await().atMost(PATIENCE).until(() -> named("carla").path("held").asInt() == 1);
            third.kill();
            browser.awaitText("processes", "the order that it held comes back after the ack wait");
            browser.awaitText("town-title", "The town: 2 processes");
            browser.awaitText("events", "× carla is gone without a word; orders that it held: 1");
            assertThat(named("carla").path("state").asText()).isEqualTo("gone");
            held.forEach(pizzeria.panettiere()::release);
            held.forEach(pizzeria::awaitDelivery);

            pizzeria.connection().publish(SUBJECTS + "mark", """
                    {"at":"%s","kind":"stage","text":"<img src=x onerror=alert(1)> rush hour"}""".formatted(Instant.now())
                    .getBytes(UTF_8));
            browser.awaitText("events", "◆ <img src=x onerror=alert(1)> rush hour");
            hostile();
            aWallHasItAllWithoutScrolling();
            everybodyCanReadItOnAnyScreen();

            second.terminate();
            second.awaitExit();
            browser.awaitText("events", "− bruno:" + portOfASilentOne + " leaves");
            browser.awaitText("processes", "told to end");
            assertThat(named("bruno").path("held").asInt()).isZero();
            assertThat(browser.complaints()).isEmpty();
            assertThat(first.warnings()).singleElement().asString().contains("A message on " + SUBJECTS, "was ignored");
        }
    }

    @Test
    void whoIsNotToTellNeitherTellsNorHears() throws Exception {
        try (PackagedMaestro one = start("anna", port, Map.of());
                PackagedMaestro hermit = start("hermit", portOfAHermit, Map.of("MAESTRO_REPLICAS_ENABLED", "false"));
                PackagedMaestro other = start("carla", 0, Map.of())) {
            await().atMost(PATIENCE).until(() -> !named("carla").isMissingNode());
            assertThat(named("hermit").isMissingNode()).isTrue();
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(kitchen(portOfAHermit).at("/nats/consuming").asBoolean()).isTrue());
            assertThat(kitchen(portOfAHermit).path("processes")).singleElement()
                    .satisfies(only -> assertThat(only.path("state").asText()).isEqualTo("self"));
        }
    }

    private void hostile() throws Exception {
        for (byte[] message : List.of(new byte[0], new byte[900_000], "{".getBytes(UTF_8), new byte[] { -1, 0, 27 })) {
            pizzeria.connection().publish(SUBJECTS + "a1", message);
        }
        pizzeria.connection().publish(SUBJECTS + "b2", """
                {"id":"b2","name":"<script>alert(1)</script>\\u202e\\u001b[2J","since":"%s","leaving":true}"""
                .formatted(Instant.now()).getBytes(UTF_8));
        browser.awaitText("processes", "<script>alert(1)</script>[2J");
        assertThat(browser.run("return document.querySelectorAll('main :is(script, img)').length")).isEqualTo(0L);
    }

    private void aWallHasItAllWithoutScrolling() throws Exception {
        browser.open("http://127.0.0.1:" + port + "/?wall");
        for (int height : List.of(720, 1080)) {
            browser.size(height * 16 / 9, height);
            browser.awaitText("processes", "carla");
            browser.awaitText("legend", "a scene’s step");
            assertThat(browser.run("return [document.documentElement.scrollHeight, document.documentElement.scrollWidth,"
                    + " ...[...document.querySelectorAll('main, section:not([hidden], .tables)')]"
                    + ".filter(it => it.scrollHeight > it.clientHeight + 1).map(it => it.id)]"))
                    .isEqualTo(List.of((long) height, height * 16L / 9));
            assertThat(browser.run("return [...document.querySelectorAll('table')].filter(it => it.checkVisibility()).length"))
                    .isEqualTo(0L);
            for (String theme : List.of("dark", "light")) {
                browser.prefer(theme);
                browser.photograph(PICTURES.resolve("wall-" + height + "-" + theme + ".png"));
                assertThat(browser.barriers()).as(theme).isEmpty();
            }
        }
        browser.open("http://127.0.0.1:" + port + "/");
        browser.awaitText("processes", "carla");
    }

    private void everybodyCanReadItOnAnyScreen() throws Exception {
        for (int width : List.of(360, 1280)) {
            browser.size(width, 1400);
            assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) width);
            for (String theme : List.of("dark", "light")) {
                browser.prefer(theme);
                browser.photograph(PICTURES.resolve("town-" + width + "-" + theme + ".png"));
                assertThat(browser.barriers()).as(theme).isEmpty();
            }
        }
    }

    private JsonNode named(String host) throws Exception {
        for (JsonNode process : kitchen(port).path("processes")) {
            if (process.path("name").asText().replaceFirst(":.*", "").equals(host)) {
                return process;
            }
        }
        return MissingNode.getInstance();
    }

    private JsonNode kitchen(int of) throws Exception {
        return new ObjectMapper().readTree(http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + of + "/api/kitchen")).build(), BodyHandlers.ofString())
                .body());
    }

    private PackagedMaestro start(String host, int onPort, Map<String, String> more) throws Exception {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("HOSTNAME", host);
        variables.put("MAESTRO_ORDER_BATCH_SIZE", "1");
        variables.put("QUARKUS_MANAGEMENT_PORT", "0");
        return onPort == 0 ? PackagedMaestro.start(pizzeria, variables)
                : PackagedMaestro.startListening(pizzeria, onPort, variables);
    }
}
