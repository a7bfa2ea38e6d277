package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;

/** Against a real NATS server. */
class OrdersStreamTest {

    private static NatsServer server;
    private static Connection nats;

    private final NewOrder order = new NewOrder("a", "large", List.of(), "Via Monza 7", "giulia", Instant.EPOCH);

    @BeforeAll
    static void startNats() throws Exception {
        server = new NatsServer();
        nats = Nats.connect(options());
    }

    @AfterAll
    static void stopNats() throws Exception {
        nats.close();
        server.close();
    }

    @BeforeEach
    void forgetTheStream() throws Exception {
        if (nats.jetStreamManagement().getStreamNames().contains("ORDERS")) {
            nats.jetStreamManagement().deleteStream("ORDERS");
        }
    }

    @Test
    void makesAStreamThatAnotherServiceMayMakeToo() throws Exception {
        try (OrdersStream made = OrdersStream.open(options()); OrdersStream again = OrdersStream.open(options())) {
            Message reply = nats.request("$JS.API.STREAM.CREATE.ORDERS",
                    "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"]}".getBytes(StandardCharsets.UTF_8),
                    Duration.ofSeconds(5));

            assertThat(new String(reply.getData(), StandardCharsets.UTF_8)).contains("\"config\"").doesNotContain("\"error\"");
        }
    }

    @Test
    void usesAStreamThatIsThere() throws Exception {
        nats.jetStreamManagement().addStream(StreamConfiguration.builder().name("ORDERS").subjects("orders.>")
                .description("made by others").build());

        try (OrdersStream stream = OrdersStream.open(options())) {
            stream.place(order).await().atMost(Duration.ofSeconds(5));
        }

        assertThat(nats.jetStreamManagement().getStreamInfo("ORDERS").getConfiguration().getDescription())
                .isEqualTo("made by others");
    }

    @Test
    void copiesWhatIsStoredFromNowOn() throws Exception {
        try (OrdersStream stream = OrdersStream.open(options())) {
            nats.jetStream().publish("orders.waiting_delivery.a", new byte[0]);
            Ledger ledger = new Ledger();
            stream.copyTo(ledger);
            stream.place(order).await().atMost(Duration.ofSeconds(5));
            ledger.placed("a");
            nats.jetStream().publish("orders.waiting_delivery.a", new byte[0]);

            await().until(() -> ledger.audit().nothingMissing());
            assertThat(ledger.audit().duplicates()).isZero();
        }
    }

    @Test
    void knowsHowManyOrdersNobodyHasAcknowledged() throws Exception {
        try (OrdersStream stream = OrdersStream.open(options())) {
            assertThat(stream.unacknowledged()).isEmpty();

            nats.jetStreamManagement().createConsumer("ORDERS", ConsumerConfiguration.builder()
                    .durable("ORDERS_maestro_new_order_listener_v1").filterSubject("orders.waiting_to_cook.*").build());
            stream.place(order).await().atMost(Duration.ofSeconds(5));
            nats.jetStream().publish("orders.waiting_to_cook.b", new byte[0]);
            nats.getConsumerContext("ORDERS", "ORDERS_maestro_new_order_listener_v1").next();

            assertThat(stream.unacknowledged()).hasValue(2);
        }
    }

    private static Options options() {
        return new Options.Builder().server(server.url()).build();
    }
}
