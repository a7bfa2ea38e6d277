package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.boxbox.maestro.testing.Browser;
import io.boxbox.maestro.testing.Nginx;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;

/** The board seen through a real proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyIT {

    private static final String COMPRESSING = "gzip on; gzip_types *; gzip_proxied any; gzip_min_length 0; gzip_http_version 1.0;";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();

    @BeforeAll
    void start() throws Exception {
        if (System.getenv("CI") == null) {
            assumeThat(Nginx.isThere()).as("nginx is on the PATH").isTrue();
        }
        assertThat(Nginx.isThere()).as("nginx is on the PATH: script/test installs it where it can").isTrue();
        PackagedMaestro.startListening(pizzeria, port, Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "proxy_http_version 1.1;", COMPRESSING, COMPRESSING + " proxy_http_version 1.1;" })
    void theLiveStreamPassesAtOnce(String options) throws Exception {
        try (Nginx nginx = proxy("/", options)) {
            HttpResponse<InputStream> live = http.send(HttpRequest.newBuilder(address(nginx, "/api/kitchen/live"))
                    .header("Accept-Encoding", "gzip").build(), BodyHandlers.ofInputStream());
            Queue<JsonNode> updates = read(live);
            // A page would have to wait for as long as this.
            await().atMost(Duration.ofSeconds(5)).until(() -> !updates.isEmpty());
            int before = updates.peek().at("/orders/delivered").asInt();
            for (int order = 1; order <= 3; order++) {
                int delivered = before + order;
                pizzeria.awaitDelivery(pizzeria.place());
                await().atMost(Duration.ofSeconds(5)).until(() -> updates.stream()
                        .anyMatch(update -> update.at("/orders/delivered").asInt() == delivered));
            }
            live.body().close();
        }
    }

    @Test
    void aQuietKitchenIsHeardOfOften() throws Exception {
        // Without NATS there is nothing that changes.
        pizzeria.nats().kill();
        try (Nginx nginx = proxy("/", "")) {
            HttpResponse<InputStream> live = http.send(HttpRequest.newBuilder(address(nginx, "/api/kitchen/live")).build(),
                    BodyHandlers.ofInputStream());
            Queue<JsonNode> updates = read(live);
            await().atMost(Duration.ofSeconds(40)).until(() -> quiet(updates) >= 3);
            List<Instant> times = updates.stream().map(update -> Instant.parse(update.at("/at").asText())).toList();
            for (int i = 1; i < times.size(); i++) {
                // Proxies cut what is silent for a minute, some of them sooner.
                assertThat(Duration.between(times.get(i - 1), times.get(i))).isLessThan(Duration.ofSeconds(15));
            }
            live.body().close();
        } finally {
            pizzeria.nats().start();
        }
    }

    @Test
    void thePageWorksBelowAPrefixBehindAProxyThatCompresses() throws Exception {
        try (Nginx nginx = proxy("/maestro/", COMPRESSING); Browser browser = new Browser()) {
            browser.open(address(nginx, "/maestro/").toString());
            browser.awaitText("signal-page", "live");
            browser.awaitText("signal-nats", "connected");
            int before = Integer.parseInt(browser.text("delivered"));
            pizzeria.awaitDelivery(pizzeria.place());
            browser.awaitText("delivered", String.valueOf(before + 1));
            assertThat(browser.text("signal-page")).isEqualTo("Page: live");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void whereTheStreamIsHeldBackThePageSaysSoAndLooksByItself() throws Exception {
        // It heeds nothing that it is told, and collects more than there will ever be.
        String deaf = "proxy_ignore_headers X-Accel-Buffering; proxy_buffers 16 1m; proxy_buffer_size 1m; proxy_busy_buffers_size 2m;";
        try (Nginx nginx = proxy("/", deaf); Browser browser = new Browser()) {
            browser.open(address(nginx, "/").toString());
            browser.awaitText("signal-page", "live updates are held back on the way; looking every 5 seconds");
            browser.awaitText("signal-nats", "connected");
            int before = Integer.parseInt(browser.text("delivered"));
            pizzeria.awaitDelivery(pizzeria.place());
            browser.awaitText("delivered", String.valueOf(before + 1));
            assertThat(browser.barriers()).isEmpty();
        }
    }

    private static long quiet(Queue<JsonNode> updates) {
        return updates.stream().filter(update -> !update.at("/nats/connected").asBoolean()).count();
    }

    private static Queue<JsonNode> read(HttpResponse<InputStream> live) {
        Queue<JsonNode> updates = new ConcurrentLinkedQueue<>();
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(text(live)))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data:")) {
                        updates.add(JSON.readTree(line.substring("data:".length())));
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        reader.setDaemon(true);
        reader.start();
        return updates;
    }

    private static InputStream text(HttpResponse<InputStream> answer) throws IOException {
        boolean compressed = answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
        return compressed ? new GZIPInputStream(answer.body()) : answer.body();
    }

    private static URI address(Nginx nginx, String path) {
        return URI.create("http://127.0.0.1:" + nginx.port() + path);
    }

    private Nginx proxy(String prefix, String options) throws Exception {
        return Nginx.start(options + " location " + prefix + " { proxy_pass http://127.0.0.1:" + port + "/; }");
    }
}
