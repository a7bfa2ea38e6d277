package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.Browser;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.grpc.Status;

/**
 * The board, in a real browser. The pictures of docs/board.md are taken here: with {@code -Dboard.pictures=src/docs} they go
 * there.
 */
class BoardIT {

    private static final Path OTHER_PICTURES = Path.of("target/pictures");
    private static final Path PICTURES = Path.of(System.getProperty("board.pictures", OTHER_PICTURES.toString()));

    private static Browser browser;

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();

    @BeforeAll
    static void startBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void endBrowser() {
        browser.close();
    }

    @AfterEach
    void leaveThePage() {
        browser.open("about:blank");
    }

    @Test
    void aLoneOrderTravelsFromTheQueueToDeliveryAndTheMaestroSmokesAfterIt() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_SMOKING_DURATION_IN_SECONDS", "3",
                "MAESTRO_PROBABILITY_OF_OVERSMOKING", "0"))) {
            look();
            String id = Pizzeria.newId();
            pizzeria.panettiere().hold(id);
            pizzeria.place(id, Pizzeria.order(id, "large", ""));

            browser.awaitText("doing", "is cooking order " + id);
            browser.awaitText("recent", "waits for dough");
            assertThat(browser.text("held")).isEqualTo("1");
            assertThat(browser.text("recent")).contains("large with funghi");
            pizzeria.panettiere().release(id);
            browser.awaitText("recent", "delivered");
            browser.awaitText("doing", "is smoking");
            browser.awaitText("delivered", "1");
            browser.awaitText("doing", "has nothing to do");
            browser.awaitText("held", "0");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void lunchIsCountedDownAndThenHad() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "6",
                "MAESTRO_LUNCH_DURATION_IN_SECONDS", "3", "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "0.5"))) {
            look();
            browser.awaitText("lunch", "in 0:0");
            browser.awaitText("doing", "is at lunch");
            assertThat(browser.text("lunching")).isEqualTo("1");
            browser.awaitText("lunch", "now");
            browser.awaitText("events", "○ the maestro goes to lunch");
            browser.awaitText("lunch", "in 0:0");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void natsGoesAwayAndComesBack() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            look();
            pizzeria.nats().kill();
            browser.awaitText("signal-nats", "away");
            everybodyCanReadIt("with NATS away");
            browser.awaitText("events", "▼ NATS is lost");
            pizzeria.nats().start();
            browser.awaitText("signal-nats", "connected");
            browser.awaitText("events", "▲ NATS is back");
            assertThat(browser.text("legend")).isEqualTo("▼ NATS lost\n▲ NATS back");
            for (String flags : List.of("flags-rate", "flags-oldest")) {
                assertThat(browser.text(flags).split("\\s+")).containsExactlyInAnyOrder("▼", "▲");
            }
            pizzeria.awaitDelivery(pizzeria.place());
            browser.awaitText("delivered", "1");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void maestroEndsAndComesBack() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            look();
        }
        browser.awaitText("signal-page", "Maestro does not answer; trying again");
        everybodyCanReadIt("without Maestro");
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "2"))) {
            browser.awaitText("signal-page", "live");
            browser.awaitText("brigade-title", "The 2 maestros");
        }
    }

    @Test
    void aSleepingPanettiereIsSeenToSleepAndToWake() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_PANETTIERE_CLIENT_RETRIES", "0"))) {
            look();
            String id = Pizzeria.newId();
            pizzeria.panettiere().refuse(id, Status.UNAVAILABLE);
            pizzeria.place(id, Pizzeria.order(id, "small", ""));
            browser.awaitText("signal-panettiere", "asleep");
            browser.awaitText("recent", "handed back: unavailable");
            browser.awaitText("signal-panettiere", "awake");
            browser.awaitText("delivered", "1");
            assertThat(browser.text("handed-back")).isEqualTo("1");
        }
    }

    @Test
    void whatAnOrderIsCalledIsOnlyEverText() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BOARD_SHOW_PERSONAL_DATA", "true"))) {
            look();
            // No order's id may have ">" in it; but a subject may, and then the message is a dead letter of nearly that name.
            String id = "<script/src='/x'//";
            pizzeria.place(id, "{\"order_id\":\"" + id + "\",\"size\":\"small\",\"username\":\"<script>alert(2)</script>\","
                    + "\"destination\":\"<img src=x onerror=alert(3)>\",\"toppings\":[\"<i>x</i>\"]}");
            String impossible = "<script>alert(1)</script>";
            pizzeria.place(impossible, Pizzeria.order(impossible, "small", ""));
            browser.awaitText("recent", id);
            browser.awaitText("recent", "<script>alert(2)</script>, <img src=x onerror=alert(3)>");
            browser.awaitText("recent", "with <i>x</i>");
            browser.awaitText("letters", impossible.replace(">", "%3E"));
            assertThat(browser.run("return document.querySelectorAll('main :is(script, img, i)').length"))
                    .isEqualTo(0L);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void theKeyboardReachesAllThereIs() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            look();
            assertThat(List.of(browser.tab(), browser.tab(), browser.tab(), browser.tab(), browser.tab(),
                    browser.tab()))
                    .containsExactly("A Skip to the kitchen", "DIV Table of recent orders", "DIV Table of dead letters",
                            "A JSON", "A OpenAPI", "A wall");
        }
    }

    @Test
    void everybodyCanReadItInBothThemesAndOnAPhone() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "60", "MAESTRO_SEED", "7",
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "2", "MAESTRO_ORDER_BATCH_SIZE", "1",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "20", "MAESTRO_LUNCH_DURATION_IN_SECONDS", "5",
                "MAESTRO_BOARD_TRACE_URL", "https://traces.example/{traceId}",
                "MAESTRO_OPENTELEMETRY_ENABLED", "true", "MAESTRO_OPENTELEMETRY_ENDPOINT", "127.0.0.1:1"))) {
            look();
            pizzeria.place("no-pizza", "{}");
            for (int i = 0; i < 400; i++) {
                String id = Pizzeria.newId();
                pizzeria.panettiere().delay(id, 300 + i * 137 % 2_000);
                pizzeria.place(id, Pizzeria.order(id, i % 2 == 0 ? "small" : "large", ""));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !browser.text("chart-rate-now").equals("0/s"));
            browser.awaitText("letters", "no-pizza");
            browser.awaitText("recent", "delivered");
            assertThat(browser.run("return document.querySelector('#recent a').href").toString())
                    .matches("https://traces.example/[0-9a-f]{32}");
            for (String theme : List.of("light", "dark")) {
                browser.prefer(theme);
                browser.photograph(PICTURES.resolve("board-" + theme + ".png"));
                assertThat(browser.barriers()).as(theme).isEmpty();
            }
            browser.size(360, 740);
            assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
            for (String theme : List.of("dark", "light")) {
                browser.prefer(theme);
                browser.photograph(OTHER_PICTURES.resolve("board-phone-" + theme + ".png"));
            }
            everybodyCanReadIt("on a phone");
            assertThat(browser.run("return performance.getEntriesByType('resource')"
                    + ".filter(it => !it.name.startsWith(location.origin)).length")).isEqualTo(0L);
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browser.size(1280, 1400);
        }
    }

    @Test
    void tenThousandMaestrosFitOnOnePage() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "10000"))) {
            look();
            browser.awaitText("brigade-title", "The 10,000 maestros");
            browser.awaitText("idle", "10,000");
            assertThat((Long) browser.run("return document.querySelector('#faces').clientHeight")).isBetween(100L, 600L);
            // The last one is drawn, too.
            assertThat((Long) browser.run("const faces = document.querySelector('#faces');"
                    + " const pixels = faces.getContext('2d').getImageData(0, faces.height - 6, faces.width, 6).data;"
                    + " return pixels.filter(value => value > 0).length")).isPositive();
            browser.photograph(OTHER_PICTURES.resolve("board-brigade.png"));
        }
    }

    private static void everybodyCanReadIt(String when) {
        for (String theme : List.of("dark", "light")) {
            browser.prefer(theme);
            assertThat(browser.barriers()).as(when + ", " + theme).isEmpty();
        }
    }

    private void look() {
        // What the last page said when its Maestro ended.
        browser.complaints();
        browser.open("http://127.0.0.1:" + port + "/");
        browser.awaitText("signal-page", "live");
        browser.awaitText("signal-nats", "connected");
    }

    private PackagedMaestro start(Map<String, String> variables) throws Exception {
        return PackagedMaestro.startListening(pizzeria, port, variables);
    }
}
