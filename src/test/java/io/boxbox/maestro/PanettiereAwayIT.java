package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.NetworkLink;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.testing.ScriptedPanettiere;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/** Somebody else answers in the Panettiere's place, or nobody any more: his orders wait for him, and none is given up. */
class PanettiereAwayIT {

    private static final List<Integer> PAGES = List.of(200, 301, 401, 403, 404, 413, 429, 431, 500, 502, 503, 504);

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    @Test
    void aPageThatAProxyAnswersIsNoRefusal() throws Exception {
        int port = Ports.free();
        Vertx vertx = Vertx.vertx();
        AtomicInteger answers = new AtomicInteger();
        HttpServer proxy = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true))
                .requestHandler(request -> {
                    int status = PAGES.get(answers.getAndIncrement() % PAGES.size());
                    request.response().setStatusCode(status).putHeader("content-type", "text/html")
                            .end("<html><body><h1>" + status + "</h1></body></html>");
                })
                .listen(port, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of(
                "MAESTRO_PANETTIERE_CLIENT_ADDRESS", "127.0.0.1:" + port,
                "MAESTRO_PANETTIERE_CLIENT_RETRIES", "2",
                "MAESTRO_PANETTIERE_CLIENT_EXPONENTIAL_BACKOFF_BASE_IN_MILLISECONDS", "10",
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.2", "MAESTRO_HAND_BACK_MAX_DELAY_IN_SECONDS", "1"))) {
            List<String> ids = Stream.generate(pizzeria::place).limit(30).toList();
            await("pages").atMost(Duration.ofSeconds(60)).until(() -> answers.get() >= 2 * PAGES.size());
            assertThat(ids).allSatisfy(id -> assertThat(pizzeria.count("orders.dead_letter." + id)).isZero());

            proxy.close().toCompletionStage().toCompletableFuture().get();
            try (ScriptedPanettiere back = new ScriptedPanettiere("127.0.0.1", port)) {
                ids.forEach(pizzeria::awaitDelivery);
                assertThat(back.requests()).hasSizeGreaterThanOrEqualTo(ids.size());
            }
            assertThat(ids).allSatisfy(id -> assertThat(pizzeria.count("orders.dead_letter." + id)).isZero());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void oneWhoVanishedWithoutAWordIsNoticedAndTheNewOneAsked() throws Exception {
        try (ScriptedPanettiere before = new ScriptedPanettiere();
                ScriptedPanettiere after = new ScriptedPanettiere();
                NetworkLink network = new NetworkLink(before.port());
                PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of(
                        "MAESTRO_PANETTIERE_CLIENT_ADDRESS", "127.0.0.1:" + network.port()))) {
            pizzeria.awaitDelivery(pizzeria.place());

            network.moveTo(after.port());
            List<String> ids = IntStream.range(0, 5).mapToObj(i -> pizzeria.place()).toList();

            // Within 20 seconds, on a machine that has time.
            ids.forEach(pizzeria::awaitDelivery);
            assertThat(after.requests()).extracting(request -> request.getOrderId()).containsAll(ids);
        }
    }
}
