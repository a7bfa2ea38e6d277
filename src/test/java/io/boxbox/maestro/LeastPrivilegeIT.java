package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;

/** The server configuration that comes with Maestro: its user can do all of Maestro's work, and nothing else. */
class LeastPrivilegeIT {

    @TempDir
    Path data;

    @AutoClose
    private Pizzeria pizzeria;
    private int monitoring;

    @BeforeEach
    void open() throws Exception {
        monitoring = Ports.free();
        NatsServer nats = NatsServer.configured("http: \"127.0.0.1:" + monitoring + "\"\n" + configuration(data));
        pizzeria = new Pizzeria(nats, login(nats, "operator", "0ffice"));
        pizzeria.api("STREAM.CREATE.SECRETS", "{\"name\":\"SECRETS\",\"subjects\":[\"secrets.>\"]}");
        pizzeria.connection().jetStream().publish("secrets.recipe", "basilico".getBytes(UTF_8));
    }

    @Test
    void theWholeFlowWorksAndNothingIsRefused() throws Exception {
        try (PackagedMaestro first = start()) {
            awaitConsuming(first);
            pizzeria.awaitDelivery(pizzeria.place());
            String poison = Pizzeria.newId();
            pizzeria.place(poison, "no order");
            pizzeria.await("orders.dead_letter." + poison);
            for (String question : List.of("$SRV.PING", "$SRV.INFO.maestro", "$SRV.STATS", "maestro.kitchen")) {
                assertThat(pizzeria.connection().request(question, null, Duration.ofSeconds(5))).as(question).isNotNull();
            }
            assertThat(first.output()).doesNotContain("Violation");
        }
        try (PackagedMaestro second = start()) {
            awaitConsuming(second);
            Stream.generate(pizzeria::place).limit(20).toList().forEach(pizzeria::awaitDelivery);
            pizzeria.awaitQuiet();
            ZonedDateTime deletion = ZonedDateTime.now();
            pizzeria.connection().jetStreamManagement().deleteStream(Pizzeria.STREAM);
            await().until(() -> second.output().contains("has been created again"));
            // Sooner, the server might remove the new stream's files with the old one's.
            assertThat(pizzeria.connection().jetStreamManagement().getStreamInfo(Pizzeria.STREAM).getCreateTime())
                    .isAfter(deletion.plus(Duration.ofMillis(400)));
            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(second.output()).doesNotContain("Violation");
        }
    }

    @Test
    void anOrderWhoseMaestroIsKilledInItsLastDeliveryBecomesOneDeadLetter() throws Exception {
        pizzeria.api("STREAM.CREATE.ORDERS", "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"]}");
        pizzeria.api("CONSUMER.DURABLE.CREATE.ORDERS." + Pizzeria.CONSUMER, """
                {"stream_name":"ORDERS","config":{"durable_name":"%s","filter_subject":"orders.waiting_to_cook.*",
                 "ack_policy":"explicit","ack_wait":2000000000,"max_deliver":1}}""".formatted(Pizzeria.CONSUMER));
        String alone = slow();
        try (PackagedMaestro killed = start()) {
            awaitAsked(alone);
            killed.kill();
        }
        try (PackagedMaestro next = start()) {
            hasOneDeadLetter(alone, next);
            String seen = slow();
            awaitAsked(seen);
            try (PackagedMaestro another = start()) {
                awaitConsuming(another);
                next.kill();
                hasOneDeadLetter(seen, another);
            }
        }
    }

    @Test
    void withoutThePermissionToTellOtherReplicasThereIsOneLineAndOrdersAreCooked() throws Exception {
        String older = configuration(data.resolve("older"))
                .replace("\"maestro.kitchens.ORDERS_maestro_new_order_listener_v1.*\"", "");
        NatsServer server = NatsServer.configured(older);
        try (Pizzeria without = new Pizzeria(server, login(server, "operator", "0ffice"));
                PackagedMaestro maestro = start(without)) {
            awaitConsuming(maestro);
            without.awaitDelivery(without.place());
            await().until(() -> maestro.output().contains("Violation"));
            server.restart(older);
            without.awaitDelivery(without.place());
            assertThat(maestro.warnings()).filteredOn(line -> !line.contains("no orders for now")).singleElement().asString()
                    .contains("NATS does not allow replicas to tell each other what they are doing", "Orders are not affected");
        }
    }

    private String slow() {
        String id = Pizzeria.newId();
        pizzeria.panettiere().delay(id, 60_000);
        pizzeria.place(id, Pizzeria.order(id, "small", ""));
        return id;
    }

    private void awaitAsked(String id) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !pizzeria.panettiere().requests(id).isEmpty());
    }

    private void hasOneDeadLetter(String id, PackagedMaestro by) throws Exception {
        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("max_deliveries");
        assertThat(letter.getHeaders().getFirst("Maestro-Deliveries")).isEqualTo("1");
        assertThat(letter.getData()).isEqualTo(Pizzeria.order(id, "small", "").getBytes(UTF_8));
        pizzeria.awaitDelivery(pizzeria.place());
        assertThat(pizzeria.count("orders.dead_letter." + id)).isEqualTo(1);
        assertThat(pizzeria.count("orders.waiting_delivery." + id)).isZero();
        assertThat(by.output()).doesNotContain("Violation");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "secrets.recipe",
            "orders.waiting_to_cook.1",
            "$JS.API.STREAM.INFO.SECRETS",
            "$JS.API.STREAM.MSG.GET.SECRETS",
            "$JS.API.DIRECT.GET.SECRETS",
            "$JS.API.DIRECT.GET.ORDERS",
            "$JS.API.STREAM.CREATE.MIRROR",
            "$JS.API.STREAM.UPDATE.ORDERS",
            "$JS.API.STREAM.PURGE.ORDERS",
            "$JS.API.STREAM.DELETE.ORDERS",
            "$JS.API.STREAM.DELETE.SECRETS",
            "$JS.API.CONSUMER.CREATE.SECRETS",
            "$JS.API.CONSUMER.CREATE.SECRETS.thief",
            "$JS.API.CONSUMER.CREATE.ORDERS.thief",
            "$JS.API.CONSUMER.DURABLE.CREATE.SECRETS.thief",
            "$JS.API.CONSUMER.MSG.NEXT.SECRETS.thief",
            "$JS.API.CONSUMER.DELETE.ORDERS.ORDERS_maestro_new_order_listener_v1",
            "$JS.API.ACCOUNT.PURGE.$G",
            "$SRV.PING",
            "_INBOX.somebody.1",
            "maestro.kitchens.another_consumer.1" })
    void publishingElsewhereIsRefused(String subject) throws Exception {
        assertThat(refusals(connection -> connection.publish(subject, "{}".getBytes(UTF_8))))
                .singleElement().asString().contains("Permissions Violation for Publish to \"" + subject + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = { ">", "orders.>", "secrets.recipe", "_INBOX.>", "_INBOX.somebody.1", "$JS.>", "$SYS.>", "$SRV.>",
            "$SRV.PING.panettiere", "maestro.>" })
    void listeningElsewhereIsRefused(String subject) throws Exception {
        assertThat(refusals(connection -> connection.subscribe(subject)))
                .singleElement().asString().contains("Permissions Violation for Subscription to \"" + subject + "\"");
    }

    @Test
    void aServerThatKnowsHowWritesBeforeItAcknowledges() throws Exception {
        assumeTrue(pizzeria.connection().getServerInfo().isSameOrNewerThanVersion("2.12.0"),
                "an older server does not tell");
        URI jetStream = URI.create("http://127.0.0.1:" + monitoring + "/jsz");
        String answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(jetStream).build(), BodyHandlers.ofString())
                .body();

        assertThat(answer).containsPattern("\"sync_always\": *true");
    }

    private List<String> refusals(Attempt attempt) throws Exception {
        Queue<String> errors = new ConcurrentLinkedQueue<>();
        Options options = login(pizzeria.nats(), "maestro", "k1tchen").errorListener(new ErrorListener() {
            @Override
            public void errorOccurred(Connection connection, String error) {
                errors.add(error);
            }
        }).build();
        try (Connection connection = Nats.connect(options)) {
            attempt.on(connection);
            connection.flush(Duration.ofSeconds(5));
        }
        return List.copyOf(errors);
    }

    private interface Attempt {

        void on(Connection connection) throws Exception;
    }

    private static String configuration(Path data) throws Exception {
        return "MAESTRO_NATS_PASSWORD: k1tchen\nOPERATOR_NATS_PASSWORD: 0ffice\n"
                + Files.readString(Path.of("src/main/nats/maestro.conf"))
                        .replace("listen: \"0.0.0.0:4222\"", "")
                        .replace("nats-data", data.toString());
    }

    private static Options.Builder login(NatsServer nats, String user, String password) {
        return new Options.Builder().server(nats.url()).userInfo(user.toCharArray(), password.toCharArray());
    }

    private static void awaitConsuming(PackagedMaestro maestro) {
        await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("NATS: consuming"));
    }

    private PackagedMaestro start() throws Exception {
        return start(pizzeria);
    }

    private static PackagedMaestro start(Pizzeria pizzeria) throws Exception {
        return PackagedMaestro.start(new HashMap<>(Map.of(
                "MAESTRO_NATS_HOST", "127.0.0.1",
                "MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()),
                "MAESTRO_NATS_USECREDENTIALS", "true",
                "MAESTRO_NATS_USERNAME", "maestro",
                "MAESTRO_NATS_PASSWORD", "k1tchen",
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0",
                "MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address())));
    }
}
