package io.boxbox.maestro;

import static io.boxbox.maestro.testing.Pizzeria.CONSUMER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.testing.LimitedPizzeriaResource;
import io.boxbox.maestro.testing.LogLines;
import io.boxbox.maestro.testing.NetworkLink;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.PizzeriaResource;
import io.grpc.Status;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** An operator who sets limits, edits and deletes while Maestro works. */
@QuarkusTest
@WithTestResource(value = LimitedPizzeriaResource.class, initArgs = {
        @ResourceArg(name = "maestro.lunch-duration-in-seconds", value = "0") })
class OperatorTest {

    private static final String EXPLICIT = ",\"filter_subject\":\"orders.waiting_to_cook.*\",\"ack_policy\":\"explicit\"";
    private static final String SECOND = "000000000";

    @PizzeriaResource.Inject
    Pizzeria pizzeria;

    @PizzeriaResource.Inject
    NetworkLink gate;

    @Inject
    DependencyStatus dependencies;

    @Inject
    Settlements settlements;

    private LogLines log;

    @BeforeEach
    void shutTheGate() throws Exception {
        log = new LogLines();
        settlements.reasons().clear();
        gate.shut();
        await().until(() -> !dependencies.queue().connected());
        pizzeria.api("STREAM.DELETE.ORDERS", "");
    }

    @AfterEach
    void openTheGate() {
        gate.open();
        log.close();
    }

    @Test
    void anOrderBecomesADeadLetterBeforeTheServerGivesItUp() throws Exception {
        begin("", EXPLICIT + ",\"max_deliver\":3");
        String id = Pizzeria.newId();
        pizzeria.panettiere().refuse(id, Collections.nCopies(50, Status.RESOURCE_EXHAUSTED).toArray(Status[]::new));
        pizzeria.place(id, Pizzeria.order(id, "small", ""));

        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("max_deliveries");
        assertThat(letter.getHeaders().getFirst("Maestro-Deliveries")).isEqualTo("3");
        pizzeria.awaitQuiet();
    }

    @Test
    void whatWasDeliveredIsNotCookedAgainWhenTheConsumerIsMadeAgainAsItWas() throws Exception {
        begin("", EXPLICIT + ",\"max_ack_pending\":77,\"ack_wait\":7" + SECOND);
        List<String> history = Stream.generate(pizzeria::place).limit(30).toList();
        String poison = Pizzeria.newId();
        pizzeria.place(poison, "no order");
        history.forEach(pizzeria::awaitDelivery);
        pizzeria.await("orders.dead_letter." + poison);
        pizzeria.awaitQuiet();
        int doughs = pizzeria.panettiere().requests().size();

        pizzeria.api("CONSUMER.DELETE.ORDERS." + CONSUMER, "");
        String next = pizzeria.place();
        pizzeria.awaitDelivery(next);
        pizzeria.awaitQuiet();

        assertThat(pizzeria.panettiere().requests()).hasSize(doughs + 1);
        assertThat(pizzeria.count("orders.waiting_delivery.*")).isEqualTo(31);
        assertThat(pizzeria.count("orders.dead_letter.*")).isEqualTo(1);
        assertThat(pizzeria.consumer().getConsumerConfiguration().getMaxAckPending()).isEqualTo(77);
        assertThat(pizzeria.consumer().getConsumerConfiguration().getAckWait()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aConsumerInMemoryIsMadeAgainAsItWasWhenTheServerComesBackAndNothingIsCookedAgain() throws Exception {
        begin("", EXPLICIT + ",\"mem_storage\":true,\"max_ack_pending\":77,\"ack_wait\":7" + SECOND);
        List<String> history = Stream.generate(pizzeria::place).limit(10).toList();
        String poison = Pizzeria.newId();
        pizzeria.place(poison, "no order");
        history.forEach(pizzeria::awaitDelivery);
        pizzeria.await("orders.dead_letter." + poison);
        pizzeria.awaitQuiet();
        int doughs = pizzeria.panettiere().requests().size();

        pizzeria.nats().kill();
        pizzeria.nats().start();
        String next = pizzeria.place();
        pizzeria.awaitDelivery(next);
        pizzeria.awaitQuiet();

        assertThat(log.containing("was gone and has been created again")).isNotEmpty();
        assertThat(pizzeria.panettiere().requests()).hasSize(doughs + 1);
        assertThat(pizzeria.count("orders.waiting_delivery.*")).isEqualTo(11);
        assertThat(pizzeria.count("orders.dead_letter.*")).isEqualTo(1);
        assertThat(pizzeria.consumer().getConsumerConfiguration().isMemStorage()).isTrue();
        assertThat(pizzeria.consumer().getConsumerConfiguration().getMaxAckPending()).isEqualTo(77);
        assertThat(pizzeria.consumer().getConsumerConfiguration().getAckWait()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aFullStreamIsToldInTheServersWordsAndWorkGoesOnWhenThereIsRoom() throws Exception {
        begin(",\"max_msgs\":3,\"discard\":\"new\"", EXPLICIT);
        List<String> ids = Stream.generate(pizzeria::place).limit(2).toList();
        await().until(() -> pizzeria.count("orders.waiting_delivery.*") == 1);
        await().until(() -> !log.containing("the server refuses to store orders.waiting_delivery.").isEmpty());
        assertThat(log.containing("refuses to store")).singleElement().asString().contains("maximum messages exceeded");

        pizzeria.api("STREAM.UPDATE.ORDERS", "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"],\"discard\":\"new\"}");
        ids.forEach(pizzeria::awaitDelivery);
        pizzeria.awaitDelivery(pizzeria.place());
    }

    @ParameterizedTest
    @CsvSource({ "kitchen, memory", "others, file" })
    void aFullAccountOrServerIsToldInTheServersWordsAndWorkGoesOnWhenThereIsRoom(String whose, String storage)
            throws Exception {
        begin(",\"storage\":\"" + storage + "\"", EXPLICIT);
        String hold = slow(1_000);
        await().until(() -> pizzeria.panettiere().requests(hold).size() == 1);
        List<String> ids = Stream.generate(pizzeria::place).limit(5).toList();
        try (Connection connection = connect(whose)) {
            String words = fill(connection, storage);
            int before = pizzeria.panettiere().requests().size();
            await().until(() -> !log.containing("the server refuses to store orders.waiting_delivery.").isEmpty());
            await().pollDelay(Duration.ofMillis(1_500)).until(() -> true);

            assertThat(log.containing("refuses to store")).singleElement().asString().contains(words);
            assertThat(pizzeria.panettiere().requests().size() - before).isLessThan(12);
            assertThat(settlements.reasons()).contains("not_stored");
            assertThat(dependencies.queue().consuming()).isTrue();
            assertThat(pizzeria.count("orders.waiting_delivery.*")).isZero();
        } finally {
            empty(whose);
        }
        ids.forEach(pizzeria::awaitDelivery);
        pizzeria.awaitDelivery(hold);
        pizzeria.awaitDelivery(pizzeria.place());
        assertThat(pizzeria.count("orders.dead_letter.*")).isZero();
    }

    // Returns how the server refuses.
    private static String fill(Connection connection, String storage) throws Exception {
        connection.jetStreamManagement().addStream(StreamConfiguration.builder().name("FILLER").subjects("filler")
                .storageType(StorageType.get(storage)).build());
        // Some servers count the message that is to come.
        for (int size = 200_000; true; size /= 10) {
            try {
                while (true) {
                    connection.jetStream().publish("filler", new byte[size]);
                }
            } catch (JetStreamApiException e) {
                if (size == 0) {
                    return e.getErrorDescription() + " [" + e.getApiErrorCode() + "]";
                }
            }
        }
    }

    private void empty(String whose) throws Exception {
        try (Connection connection = connect(whose)) {
            connection.jetStreamManagement().deleteStream("FILLER");
        }
    }

    private Connection connect(String whose) throws Exception {
        return Nats.connect(new Options.Builder().server(pizzeria.nats().url()).userInfo(whose, whose).build());
    }

    @Test
    void anOrderWhoseDeliveryTheStreamDoesNotTakeForItsSizeBecomesADeadLetter() throws Exception {
        begin(",\"max_msg_size\":2048", EXPLICIT);
        String id = Pizzeria.newId();
        int padding = 2_040 - Pizzeria.order(id, "small", ",\"pad\":\"\"").length();
        pizzeria.place(id, Pizzeria.order(id, "small", ",\"pad\":\"" + "x".repeat(padding) + "\""));

        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("too_large");
    }

    @Test
    void aDeleteMarkerIsAcknowledgedAndNoOrder() throws Exception {
        begin("", EXPLICIT);
        String id = Pizzeria.newId();
        pizzeria.place(id, "", new Headers().add("Nats-Marker-Reason", "MaxAge"));
        pizzeria.awaitDelivery(pizzeria.place());
        pizzeria.awaitQuiet();

        assertThat(pizzeria.count("orders.dead_letter.*")).isZero();
    }

    @Test
    void aFilterThatIsWidenedWhileOrdersAreClaimedSettlesNoDelivery() throws Exception {
        begin("", EXPLICIT);
        Stream.generate(pizzeria::place).limit(5).toList().forEach(pizzeria::awaitDelivery);
        pizzeria.awaitQuiet();

        createConsumer(",\"ack_policy\":\"explicit\",\"filter_subject\":\"orders.>\"");
        await().until(() -> dependencies.queue().detail().contains("filter_subject of consumer"));
        assertThat(pizzeria.count("orders.dead_letter.*")).isZero();
        assertThat(pizzeria.count("orders.waiting_delivery.*")).isEqualTo(5);

        pizzeria.api("CONSUMER.DELETE.ORDERS." + CONSUMER, "");
        pizzeria.awaitDelivery(pizzeria.place());
    }

    @Test
    void ordersThatComeWithoutTheirContentAreNotSettled() throws Exception {
        begin("", EXPLICIT + ",\"ack_wait\":3" + SECOND);
        createConsumer(EXPLICIT + ",\"ack_wait\":1" + SECOND + ",\"headers_only\":true");
        List<String> ids = Stream.generate(pizzeria::place).limit(3).toList();
        await().until(() -> dependencies.queue().detail().contains("headers_only of consumer"));
        createConsumer(EXPLICIT + ",\"ack_wait\":1" + SECOND);

        ids.forEach(pizzeria::awaitDelivery);
        assertThat(pizzeria.count("orders.dead_letter.*")).isZero();
    }

    @Test
    void ordersThatComeAgainWithoutTheirContentAreNotSettled() throws Exception {
        begin("", EXPLICIT + ",\"ack_wait\":1" + SECOND);
        List<String> ids = Stream.generate(Pizzeria::newId).limit(5).toList();
        for (String id : ids) {
            pizzeria.panettiere().refuse(id, Collections.nCopies(3, Status.INTERNAL).toArray(Status[]::new));
            pizzeria.place(id, Pizzeria.order(id, "small", ""));
        }
        await().until(() -> !pizzeria.panettiere().requests(ids.get(4)).isEmpty());
        createConsumer(EXPLICIT + ",\"ack_wait\":3" + SECOND + ",\"headers_only\":true");
        await().until(() -> dependencies.queue().detail().contains("headers_only of consumer"));
        createConsumer(EXPLICIT + ",\"ack_wait\":3" + SECOND);

        ids.forEach(pizzeria::awaitDelivery);
        assertThat(pizzeria.count("orders.dead_letter.*")).isZero();
    }

    @Test
    void aSlowOrderIsCookedOnceThoughTheBackoffIsShorterThanTheAckWait() throws Exception {
        begin("", EXPLICIT + ",\"max_deliver\":9,\"backoff\":[1" + SECOND + ",30" + SECOND + "]");
        String id = slow(3_500);

        pizzeria.awaitDelivery(id);
        assertThat(pizzeria.panettiere().requests(id)).hasSize(1);
    }

    @Test
    void anAckWaitThatIsMadeShorterIsFollowed() throws Exception {
        begin("", EXPLICIT + ",\"ack_wait\":60" + SECOND);
        String id = slow(14_000);
        await().until(() -> pizzeria.panettiere().requests(id).size() == 1);
        createConsumer(EXPLICIT + ",\"ack_wait\":6" + SECOND);

        pizzeria.awaitDelivery(id);
        assertThat(pizzeria.panettiere().requests(id)).hasSize(1);
    }

    @Test
    void aQueueOfRequestsThatOthersFillIsAPause() throws Exception {
        begin("", EXPLICIT + ",\"max_waiting\":1");
        // Whenever there is room, somebody else is there first.
        for (int i = 0; i < 40; i++) {
            pizzeria.connection().publish("$JS.API.CONSUMER.MSG.NEXT.ORDERS." + CONSUMER, pizzeria.connection().createInbox(),
                    "{\"batch\":1,\"expires\":500000000}".getBytes(UTF_8));
            Thread.onSpinWait();
        }
        int lines = log.containing("no orders for now").size();
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(15)).until(() -> dependencies.queue().consuming());

        assertThat(log.containing("no orders for now")).hasSize(lines);
        pizzeria.awaitDelivery(pizzeria.place());
    }

    /** Why orders were settled in another way than by their delivery. */
    @ApplicationScoped
    static class Settlements {

        private final Set<String> reasons = ConcurrentHashMap.newKeySet();

        void on(@Observes OrderSettled order) {
            reasons.add(order.reason());
        }

        // A client proxy has no fields.
        Set<String> reasons() {
            return reasons;
        }
    }

    private String slow(int millis) {
        String id = Pizzeria.newId();
        pizzeria.panettiere().delay(id, millis);
        pizzeria.place(id, Pizzeria.order(id, "small", ""));
        return id;
    }

    private void begin(String stream, String consumer) {
        assertThat(pizzeria.api("STREAM.CREATE.ORDERS", "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"]" + stream + "}"))
                .doesNotContain("\"error\"");
        createConsumer(consumer);
        gate.open();
        await().until(() -> dependencies.queue().consuming());
    }

    private void createConsumer(String configuration) {
        assertThat(pizzeria.api("CONSUMER.DURABLE.CREATE.ORDERS." + CONSUMER,
                "{\"stream_name\":\"ORDERS\",\"config\":{\"durable_name\":\"" + CONSUMER + "\"" + configuration + "}}"))
                .doesNotContain("\"error\"");
    }
}
