package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;

/** A maestro is told to go, or drops dead, in the middle of a batch. */
class LeavingIT {

    private static final int SIGTERM = 128 + 15;
    // With this ack wait, an order that comes back was given back.
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    @Test
    void toldToGoHeGivesWhatWaitsBackAtOnceAndFinishesTheOrderInHand() throws Exception {
        pizzeria.createConsumer(TEN_MINUTES);
        try (PackagedMaestro first = start(Map.of("MAESTRO_LEAVE_WITHIN_IN_SECONDS", "30"))) {
            List<String> ids = holdingABatch();
            try (PackagedMaestro second = start(Map.of())) {
                awaitReady(second);
                first.terminate();
                ids.stream().skip(1).forEach(pizzeria::awaitDelivery);
                pizzeria.panettiere().release(ids.get(0));
                pizzeria.awaitDelivery(ids.get(0));

                assertThat(first.awaitExit()).isEqualTo(SIGTERM);
                assertThat(pizzeria.panettiere().requests()).as("each order asked for dough once").hasSize(ids.size());
            }
        }
    }

    @Test
    void anOrderThatTakesTooLongGoesBackToo() throws Exception {
        pizzeria.createConsumer(TEN_MINUTES);
        try (PackagedMaestro first = start(Map.of("MAESTRO_LEAVE_WITHIN_IN_SECONDS", "0.5"))) {
            List<String> ids = holdingABatch();

            first.terminate();
            assertThat(first.awaitExit()).isEqualTo(SIGTERM);
            assertThat(pizzeria.count("orders.waiting_delivery.*")).isZero();

            pizzeria.panettiere().release(ids.get(0));
            try (PackagedMaestro second = start(Map.of())) {
                ids.forEach(pizzeria::awaitDelivery);
            }
        }
    }

    @Test
    void whatTheServerWouldNotDeliverAgainBecomesADeadLetter() throws Exception {
        pizzeria.createConsumer(TEN_MINUTES);
        pizzeria.api("CONSUMER.DURABLE.CREATE.ORDERS." + Pizzeria.CONSUMER, """
                {"stream_name":"ORDERS","config":{"durable_name":"%s","filter_subject":"orders.waiting_to_cook.*",
                 "ack_policy":"explicit","ack_wait":%d,"max_deliver":1}}""".formatted(Pizzeria.CONSUMER,
                TEN_MINUTES.toNanos()));
        try (PackagedMaestro only = start(Map.of("MAESTRO_LEAVE_WITHIN_IN_SECONDS", "0.5"))) {
            List<String> ids = holdingABatch();

            only.terminate();
            assertThat(only.awaitExit()).isEqualTo(SIGTERM);
            assertThat(ids).allSatisfy(id -> assertThat(pizzeria.count("orders.dead_letter." + id)).isEqualTo(1));
            assertThat(pizzeria.count("orders.waiting_delivery.*")).isZero();
        }
    }

    @Test
    void killedHeLosesNothingAndNothingIsDeliveredTwice() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(2));
        try (PackagedMaestro first = start(Map.of())) {
            List<String> ids = holdingABatch();

            first.kill();
            first.awaitExit();
            pizzeria.panettiere().release(ids.get(0));
            try (PackagedMaestro second = start(Map.of())) {
                ids.forEach(pizzeria::awaitDelivery);
                pizzeria.awaitQuiet();
            }
            assertThat(ids).allSatisfy(id -> assertThat(pizzeria.count("orders.waiting_delivery." + id)).isEqualTo(1));
        }
    }

    /** Ten orders, claimed in one batch, of which the first waits for its dough until it is released. */
    private List<String> holdingABatch() {
        String slow = Pizzeria.newId();
        pizzeria.panettiere().hold(slow);
        pizzeria.place(slow, Pizzeria.order(slow, "small", ""));
        List<String> others = Stream.generate(pizzeria::place).limit(9).toList();
        await().until(() -> pizzeria.consumer().getNumAckPending() == 10 && pizzeria.panettiere().requests().size() == 1);
        return Stream.concat(Stream.of(slow), others.stream()).toList();
    }

    private static void awaitReady(PackagedMaestro maestro) {
        await().until(() -> maestro.output().contains("NATS: consuming"));
    }

    private PackagedMaestro start(Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(Map.of(
                "MAESTRO_NATS_HOST", "127.0.0.1",
                "MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()),
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0",
                "MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address()));
        variables.putAll(more);
        return PackagedMaestro.start(variables);
    }
}
