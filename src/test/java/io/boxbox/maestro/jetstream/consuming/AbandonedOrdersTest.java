package io.boxbox.maestro.jetstream.consuming;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedStream;
import io.boxbox.maestro.jetstream.tracing.NoTracing;
import io.nats.client.impl.NatsMessage;

class AbandonedOrdersTest {

    // The scripted stream knows no wildcards.
    private static final String FILTER = "orders.waiting_to_cook.*";
    private static final String LIMITED = ",\"max_deliver\":3,\"ack_wait\":7000000000";

    private final TestConsumer test = new TestConsumer();
    private final List<ClaimedMessage> found = new ArrayList<>();
    private final AbandonedOrders abandoned = new AbandonedOrders(test.loop, test.connection, test.nats.connection,
            new StoredMessages(test.nats.connection, test.nats.api, test.clock.kitchenClock().scheduler()), test.ackWaits,
            new Confirmations(), NoTracing.tracing(), Scripted.events(test.settlements));

    AbandonedOrdersTest() {
        abandoned.onFound(found::add);
    }

    @Test
    void aConsumerWithoutALimitOfDeliveriesIsNotListenedTo() {
        abandoned.listen(TestConsumer.consumer(TestConsumer.CREATED, ""));

        assertThat(test.nats.inboxes).isEmpty();
    }

    @Test
    void howeverOftenItIsLookedAtAConsumerIsListenedToOnce() {
        abandoned.listen(TestConsumer.consumer(TestConsumer.CREATED, LIMITED));
        abandoned.listen(TestConsumer.consumer(TestConsumer.CREATED, LIMITED));

        assertThat(test.nats.inboxes).singleElement()
                .satisfies(inbox -> assertThat(inbox.subject)
                        .isEqualTo("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.maestro"));
    }

    @Test
    void whatTheServerGivesUpIsReadAfterAnAckWaitAndPassedOnAsItWasDeliveredLast() {
        giveUp(41);
        test.clock.advance(ofMillis(6_999));
        assertThat(test.nats.requests).isEmpty();
        test.clock.advance(ofMillis(1));
        assertThat(test.nats.lastRequest().subject()).isEqualTo("$JS.API.STREAM.MSG.GET.ORDERS");
        assertThat(test.nats.lastRequest().body()).isEqualTo("{\"seq\":41}");
        answer("orders.waiting_to_cook.caf\u00e9");

        assertThat(found).singleElement().satisfies(claimed -> {
            assertThat(claimed.subject()).isEqualTo("orders.waiting_to_cook.caf\u00e9");
            assertThat(claimed.streamSequence()).isEqualTo(41);
            assertThat(claimed.deliveries()).isEqualTo(3);
            assertThat(claimed.isTheLastDelivery()).isTrue();
            assertThat(claimed.message().getData()).isEqualTo("{}".getBytes(UTF_8));
            assertThat(claimed.message().metaData().getStream()).isEqualTo("ORDERS");
        });
    }

    @Test
    void whatThisProcessStillHasIsLeftAlone() {
        test.claimed(order(test.nats, "a", 41));
        giveUp(41);
        test.clock.advance(ofSeconds(7));

        assertThat(test.nats.requests).isEmpty();
    }

    @Test
    void whatIsNoOrderIsLeftAlone() {
        giveUp(41);
        test.clock.advance(ofSeconds(7));
        answer("orders.waiting_delivery.a");

        assertThat(found).isEmpty();
    }

    @Test
    void whatWasGivenUpBeforeIsLookedForOnceNothingOfItIsPending() {
        test.nats.server = new ScriptedStream().add(41, FILTER, null).add(43, FILTER, null).add(50, FILTER, null);
        abandoned.listen(delivered(40, 44, 1));
        assertThat(test.nats.requests).isEmpty();
        abandoned.listen(delivered(40, 60, 0));
        abandoned.listen(delivered(40, 60, 0));
        test.clock.advance(ofMillis(0));

        assertThat(found).extracting(ClaimedMessage::streamSequence).containsExactly(41L, 43L);
    }

    @Test
    void whereAllIsAcknowledgedNothingIsLookedFor() {
        abandoned.listen(delivered(44, 44, 0));

        assertThat(test.nats.requests).isEmpty();
    }

    private static Found delivered(long floor, long delivered, long pending) {
        Found found = TestConsumer.consumer(TestConsumer.CREATED, LIMITED);
        return found.with(Described.parse(found.consumerInfo().json().toJson().replaceFirst("\\{",
                "{\"ack_floor\":{\"stream_seq\":" + floor + "},\"delivered\":{\"stream_seq\":" + delivered
                        + "},\"num_ack_pending\":" + pending + ",")
                .getBytes(UTF_8)));
    }

    private void giveUp(long sequence) {
        abandoned.listen(TestConsumer.consumer(TestConsumer.CREATED, LIMITED));
        test.nats.inboxes.get(0).deliver(NatsMessage.builder().subject(test.nats.inboxes.get(0).subject)
                .data("{\"stream\":\"ORDERS\",\"consumer\":\"maestro\",\"stream_seq\":" + sequence + ",\"deliveries\":3}")
                .build());
        test.clock.advance(ofMillis(0));
    }

    private void answer(String subject) {
        test.nats.lastRequest().answer("{\"message\":{\"subject\":\"" + subject + "\",\"seq\":41,\"data\":\""
                + Base64.getEncoder().encodeToString("{}".getBytes(UTF_8)) + "\",\"time\":\"2026-11-01T08:00:00Z\"}}");
        test.clock.advance(ofMillis(0));
    }
}
