package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Options;
import io.nats.client.Subscription;

/** What {@code nats micro} hears of Maestro: its protocol is spoken here as its bytes are. */
class NatsServiceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration FOR_ANSWERS = Duration.ofMillis(250);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void eachProcessAnswersForItselfWithWhatItsMaestrosDoUntilItLeaves() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open()) {
            PackagedMaestro one = PackagedMaestro.start(pizzeria, Map.of("MAESTRO_SMOKING_DURATION_IN_SECONDS", "3600"));
            await().atMost(PATIENCE).until(() -> ask(pizzeria, "$SRV.PING").size() == 1);
            pizzeria.place(Pizzeria.newId(), "no order");
            pizzeria.awaitDelivery(pizzeria.place());
            PackagedMaestro.start(pizzeria, Map.of("MAESTRO_BRIGADE_SIZE", "5", "QUARKUS_MANAGEMENT_PORT", "0"));
            await().atMost(PATIENCE).until(() -> ask(pizzeria, "$SRV.PING").size() == 2);

            List<JsonNode> pings = ask(pizzeria, "$SRV.PING");
            assertThat(pings).allSatisfy(ping -> {
                assertThat(ping.path("type").asText()).isEqualTo("io.nats.micro.v1.ping_response");
                assertThat(ping.path("name").asText()).isEqualTo("maestro");
                assertThat(ping.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
                assertThat(ping.at("/metadata/stream").asText()).isEqualTo("ORDERS");
                assertThat(ping.at("/metadata/consumer").asText()).isEqualTo(Pizzeria.CONSUMER);
            }).extracting(ping -> ping.path("id").asText()).doesNotHaveDuplicates();
            assertThat(ask(pizzeria, "$SRV.INFO.maestro")).hasSize(2).allSatisfy(info -> {
                assertThat(info.path("type").asText()).isEqualTo("io.nats.micro.v1.info_response");
                assertThat(info.path("description").asText()).isNotEmpty();
                assertThat(info.at("/endpoints/0/subject").asText()).isEqualTo("maestro.kitchen");
            });
            assertThat(ask(pizzeria, "$SRV.STATS.maestro." + pings.get(0).path("id").asText())).singleElement()
                    .satisfies(stats -> assertThat(stats.path("type").asText()).isEqualTo("io.nats.micro.v1.stats_response"));
            await().untilAsserted(() -> assertThat(ask(pizzeria, "$SRV.STATS.maestro"))
                    .extracting(stats -> kitchen(stats.at("/endpoints/0/data")))
                    .containsExactlyInAnyOrder("1 smoking, 0 idle, 1 delivered, 1 dead letters",
                            "0 smoking, 5 idle, 0 delivered, 0 dead letters"));
            assertThat(ask(pizzeria, "maestro.kitchen")).extracting(NatsServiceIT::kitchen)
                    .containsExactlyInAnyOrder("1 smoking, 0 idle, 1 delivered, 1 dead letters",
                            "0 smoking, 5 idle, 0 delivered, 0 dead letters");

            one.terminate();
            await().until(() -> ask(pizzeria, "$SRV.PING").size() == 1);
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void itAnswersAgainAfterAnOutageAndAfterARefusedLogin() throws Exception {
        String users = "authorization { users: [ { user: maestro, password: %s }, { user: guest, password: please } ] }";
        NatsServer nats = NatsServer.configured(users.formatted("basilico"));
        Options.Builder guest = new Options.Builder().server(nats.url()).userInfo("guest".toCharArray(),
                "please".toCharArray());
        try (Pizzeria pizzeria = new Pizzeria(nats, guest)) {
            PackagedMaestro maestro = PackagedMaestro.start(pizzeria,
                    Map.of("MAESTRO_NATS_USERNAME", "maestro", "MAESTRO_NATS_PASSWORD", "basilico"));
            await().atMost(PATIENCE).until(() -> ask(pizzeria, "$SRV.PING").size() == 1);

            nats.kill();
            nats.start();
            await().atMost(PATIENCE).until(() -> ask(pizzeria, "$SRV.PING").size() == 1);
            // The client library gives such a connection up, and Maestro makes another.
            nats.restart(users.formatted("origano"));
            await().atMost(PATIENCE).until(() -> maestro.output().contains("refuses the login"));
            nats.restart(users.formatted("basilico"));
            await().atMost(PATIENCE).until(() -> ask(pizzeria, "$SRV.PING").size() == 1);
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void oneWithoutThePermissionSaysSoInALineAndOneThatIsSwitchedOffSaysNothing() throws Exception {
        NatsServer nats = NatsServer.configured("""
                authorization { users: [ { user: guest, password: please },
                  { user: maestro, password: basilico,
                    permissions: { subscribe: { deny: ["$SRV.>", "maestro.kitchen"] }, publish: ">" } } ] }
                """);
        Options.Builder guest = new Options.Builder().server(nats.url()).userInfo("guest".toCharArray(),
                "please".toCharArray());
        try (Pizzeria pizzeria = new Pizzeria(nats, guest)) {
            PackagedMaestro maestro = PackagedMaestro.start(pizzeria,
                    Map.of("MAESTRO_NATS_USERNAME", "maestro", "MAESTRO_NATS_PASSWORD", "basilico"));
            pizzeria.awaitDelivery(pizzeria.place());
            await().until(() -> !refusals(maestro).isEmpty());
            nats.kill();
            nats.start();
            pizzeria.awaitDelivery(pizzeria.place());

            PackagedMaestro.start(pizzeria, Map.of("MAESTRO_NATS_SERVICE_ENABLED", "false", "MAESTRO_NATS_USERNAME", "guest",
                    "MAESTRO_NATS_PASSWORD", "please", "QUARKUS_MANAGEMENT_PORT", "0"));
            await("two that claim").atMost(PATIENCE).until(() -> pizzeria.consumer().getNumWaiting() == 2);
            assertThat(ask(pizzeria, "$SRV.PING")).isEmpty();
            assertThat(refusals(maestro)).singleElement().asString().contains("\"level\":\"INFO\"",
                    "Orders are not affected", "src/main/nats/maestro.conf", "maestro.nats-service.enabled");
        }
    }

    private static String kitchen(JsonNode data) {
        return "%d smoking, %d idle, %d delivered, %d dead letters".formatted(data.at("/maestros/smoking").asInt(),
                data.at("/maestros/idle").asInt(), data.at("/orders/delivered").asInt(),
                data.at("/orders/deadLetters").asInt());
    }

    private static List<String> refusals(PackagedMaestro maestro) throws IOException {
        return maestro.output().lines().filter(line -> line.contains("Violation")).toList();
    }

    /** All that is answered to a question in a while. */
    private static List<JsonNode> ask(Pizzeria pizzeria, String subject) throws Exception {
        Connection connection = pizzeria.connection();
        String inbox = connection.createInbox();
        Subscription answers = connection.subscribe(inbox);
        connection.publish(subject, inbox, new byte[0]);
        List<JsonNode> all = new ArrayList<>();
        Message next = answers.nextMessage(FOR_ANSWERS);
        while (next != null) {
            // Nobody listens, the server says.
            if (!next.isStatusMessage()) {
                all.add(JSON.readTree(next.getData()));
            }
            next = answers.nextMessage(FOR_ANSWERS);
        }
        answers.unsubscribe();
        return all;
    }
}
