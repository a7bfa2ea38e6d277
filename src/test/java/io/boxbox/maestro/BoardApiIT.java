package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;

/** What the board serves, as a program reads it. */
class BoardApiIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();

    @Test
    void theKitchenIsThereAsJson() throws Exception {
        Instant begin = Instant.now();
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "3", "MAESTRO_TIME_LAPSE", "2"))) {
            String id = pizzeria.place();
            pizzeria.place("broken", "{");
            await().until(() -> kitchen().at("/orders/delivered").asInt() == 1
                    && kitchen().at("/orders/deadLetters").asInt() == 1 && kitchen().at("/maestros/idle").asInt() == 3);
            JsonNode kitchen = kitchen();
            assertThat(Instant.parse(kitchen.at("/at").asText())).isBetween(begin, Instant.now());
            assertThat(kitchen.at("/maestros/size").asInt()).isEqualTo(3);
            assertThat(kitchen.at("/maestros/states").asText()).isEqualTo("iii");
            assertThat(kitchen.at("/maestros/timeLapse").asDouble()).isEqualTo(2.0);
            assertThat(Instant.parse(kitchen.at("/maestros/nextLunch").asText())).isAfter(begin);
            assertThat(kitchen.at("/nats/consuming").asBoolean()).isTrue();
            assertThat(kitchen.at("/nats/server").asText()).isEqualTo(pizzeria.nats().url());
            assertThat(kitchen.at("/panettiere/asleep").asBoolean(true)).isFalse();
            assertThat(kitchen.at("/lastMinutes/deliveriesPerSecond")).hasSize(60);

            JsonNode order = kitchen.at("/recentOrders/0");
            assertThat(order.at("/id").asText()).isEqualTo(id);
            assertThat(order.at("/stage").asText()).isEqualTo("delivered");
            assertThat(List.of("arrived", "started", "dough", "ended"))
                    .extracting(time -> Instant.parse(order.get(time).asText()))
                    .isSorted();
            assertThat(kitchen.at("/deadLetters/0/id").asText()).isEqualTo("broken");
            assertThat(kitchen.at("/deadLetters/0/reason").asText()).isEqualTo("not_json");
        }
    }

    @Test
    void theAgeOfTheOldestWaitingOrderIsKnown() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(30));
        try (PackagedMaestro maestro = start(
                Map.of("MAESTRO_ORDER_BATCH_SIZE", "1", "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "30"))) {
            Instant before = Instant.now();
            String held = Pizzeria.newId();
            pizzeria.panettiere().hold(held);
            pizzeria.place(held, Pizzeria.order(held, "small", ""));
            await().until(() -> kitchen().at("/orders/held").asInt() == 1);
            pizzeria.place();
            pizzeria.place();
            await().atMost(Duration.ofSeconds(20)).until(() -> kitchen().at("/orders/waiting").asInt() == 2);
            assertThat(Instant.parse(kitchen().at("/orders/oldestWaiting").asText())).isBetween(before, Instant.now());
            pizzeria.panettiere().release(held);
        }
    }

    @Test
    void whatIsPersonalIsShownOnlyWhereThatIsConfigured() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());
            String odd = Pizzeria.newId();
            pizzeria.place(odd, Pizzeria.order(odd, "for luigi", ""));
            await().until(() -> kitchen().at("/orders/deadLetters").asInt() == 1);
            assertThat(get("/api/kitchen").body()).doesNotContain("luigi").doesNotContain("Via Roma");
        }
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BOARD_SHOW_PERSONAL_DATA", "true"))) {
            pizzeria.awaitDelivery(pizzeria.place());
            await().until(() -> kitchen().at("/recentOrders/0/stage").asText().equals("delivered"));
            assertThat(kitchen().at("/recentOrders/0/username").asText()).isEqualTo("luigi");
            assertThat(kitchen().at("/recentOrders/0/destination").asText()).isEqualTo("Via Roma 1");
        }
    }

    @Test
    void openApiDescribesIt() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            HttpResponse<String> description = get("/api/openapi?format=json");
            JsonNode api = JSON.readTree(description.body());
            assertThat(api.at("/paths/~1api~1kitchen/get/responses/200/content/application~1json/schema/$ref").asText())
                    .isEqualTo("#/components/schemas/Kitchen");
            assertThat(api.at("/paths/~1api~1kitchen~1live/get/responses/200/content/text~1event-stream").isMissingNode())
                    .isFalse();
            List<String> described = new ArrayList<>();
            api.at("/components/schemas/Kitchen/properties").fieldNames().forEachRemaining(described::add);
            List<String> served = new ArrayList<>();
            kitchen().fieldNames().forEachRemaining(served::add);
            assertThat(described).containsExactlyInAnyOrderElementsOf(served);
        }
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            for (String path : List.of("/", "/board/board.js", "/board/board.css", "/api/kitchen", "/nothing")) {
                HttpResponse<String> answer = get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(path.equals("/nothing") ? 404 : 200);
                assertThat(answer.headers().allValues("Content-Security-Policy")).as(path).singleElement().asString()
                        .contains("default-src 'none'", "frame-ancestors 'none'").doesNotContain("unsafe");
                assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(path).hasValue("nosniff");
                assertThat(answer.headers().firstValue("X-Frame-Options")).as(path).hasValue("DENY");
                assertThat(answer.headers().firstValue("Referrer-Policy")).as(path).hasValue("no-referrer");
            }
        }
    }

    @Test
    void switchedOffThereIsNothing() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BOARD_ENABLED", "false"))) {
            for (String path : List.of("/", "/index.html", "/board/board.js", "/api/kitchen", "/api/kitchen/live",
                    "/api/openapi", "/./index.html", "/api//kitchen")) {
                assertThat(get(path).statusCode()).as(path).isEqualTo(404);
            }
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void howeverBusyTheKitchenThereAreFourUpdatesASecondAtMost() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "10"));
                BufferedReader live = live()) {
            List<Instant> times = new ArrayList<>();
            String last = "";
            for (int i = 0; i < 400; i++) {
                String id = Pizzeria.newId();
                pizzeria.panettiere().delay(id, 50);
                pizzeria.place(id, Pizzeria.order(id, "small", ""));
            }
            while (!last.contains("\"delivered\":400,")) {
                last = next(live);
                times.add(Instant.parse(JSON.readTree(last).at("/at").asText()));
            }
            // The first is what was there, and a tick may be late and the next one on time.
            long period = Duration.between(times.get(1), times.get(times.size() - 1)).toMillis() / (times.size() - 2);
            assertThat(times).hasSizeGreaterThan(4);
            assertThat(period).isGreaterThanOrEqualTo(230);
        }
    }

    @Test
    void aReaderThatReadsNothingIsDisconnectedAndNobodyElseNotices() throws Exception {
        // The more maestros, the longer each update: what is on the way to somebody is soon full.
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "10000"));
                Socket idler = new Socket();
                BufferedReader live = live()) {
            idler.setReceiveBufferSize(4096);
            idler.connect(new InetSocketAddress("127.0.0.1", port));
            idler.getOutputStream().write("GET /api/kitchen/live HTTP/1.1\r\nHost: kitchen\r\n\r\n".getBytes(US_ASCII));
            for (int update = 0; update < 80; update++) {
                pizzeria.place();
                next(live);
            }
            idler.setSoTimeout(10_000);
            String read = new String(idler.getInputStream().readAllBytes(), US_ASCII);
            assertThat(read).startsWith("HTTP/1.1 200 OK").doesNotEndWith("\r\n0\r\n\r\n");
            assertThat(read.split("data:")).hasSizeBetween(2, 40);
            assertThat(maestro.output()).doesNotContain("\"level\":\"ERROR\"");
        }
    }

    @Test
    void theServerIsAskedMoreOftenOnlyWhileSomebodyLooks() throws Exception {
        Deque<Instant> questions = new ConcurrentLinkedDeque<>(List.of(Instant.now()));
        AtomicReference<Duration> pause = new AtomicReference<>(Duration.ZERO);
        pizzeria.connection().createDispatcher(message -> {
            Duration since = Duration.between(questions.getLast(), Instant.now());
            // The two may come at the same moment.
            if (since.toMillis() > 100) {
                pause.set(since);
            }
            questions.add(Instant.now());
        }).subscribe("$JS.API.CONSUMER.INFO.>");
        try (PackagedMaestro maestro = start(Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());
            try (BufferedReader live = live()) {
                int before = questions.size();
                // Unwatched it would take 12 s at least: two questions in five seconds, one for what waits and one for edits.
                await().atMost(Duration.ofSeconds(11)).until(() -> questions.size() >= before + 6);
            }
            // Once it has been noticed that he is gone, there are two in five seconds again.
            await().atMost(Duration.ofSeconds(40)).until(() -> pause.get().toMillis() >= 2_000);
        }
    }

    private String next(BufferedReader live) throws Exception {
        String line = live.readLine();
        while (line != null && !line.startsWith("data:")) {
            line = live.readLine();
        }
        assertThat(line).as("an event").isNotNull();
        return line.substring("data:".length());
    }

    private BufferedReader live() throws Exception {
        HttpResponse<InputStream> answer = http.send(request("/api/kitchen/live"), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        Reader text = new InputStreamReader(answer.body());
        return new BufferedReader(text);
    }

    private JsonNode kitchen() throws Exception {
        HttpResponse<String> answer = get("/api/kitchen");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path), BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    }

    private PackagedMaestro start(Map<String, String> variables) throws Exception {
        return PackagedMaestro.startListening(pizzeria, port, variables);
    }
}
