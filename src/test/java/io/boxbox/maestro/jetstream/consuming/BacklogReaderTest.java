package io.boxbox.maestro.jetstream.consuming;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedStream;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.QueueStatus;
import io.smallrye.mutiny.Uni;

class BacklogReaderTest {

    private static final Optional<Instant> LONG_AGO = Optional.of(Instant.parse("2026-11-01T08:00:00Z"));

    private static final QueueStatus CONSUMING = new QueueStatus(true, true, "nats://nats:4222", 0, "consuming maestro");

    private final TestConsumer test = new TestConsumer();
    private final List<Backlog> told = new ArrayList<>();
    private final BacklogReader reader = new BacklogReader(test.loop, test.supervisor,
            new StoredMessages(test.nats.connection, test.nats.api, test.clock.kitchenClock().scheduler()),
            Scripted.events(told));

    @Test
    void itIsToldEveryFiveSecondsWithoutARequestOfItsOwn() {
        waiting(0);
        begin();
        test.clock.advance(ofSeconds(15));

        assertThat(told).hasSize(4);
        assertThat(test.checks).as("the first before orders are claimed").isEqualTo(5);
        assertThat(test.nats.requests).isEmpty();
    }

    @Test
    void itTellsHowManyWaitHowManyAreClaimedAndSinceWhenTheFirstHasWaited() {
        test.nats.server = new ScriptedStream().add(41, "orders.waiting_to_cook.*", null).add(42, "orders.waiting_to_cook.*",
                null);
        waiting(5);
        begin();

        assertThat(told).containsExactly(new Backlog("ORDERS", "maestro", 5, 3, LONG_AGO));
        assertThat(test.nats.lastRequest().body()).as("the first that is not delivered").contains("\"seq\":42");
    }

    @Test
    void anEmptyConsumerHasNoOldest() {
        waiting(0);
        begin();

        assertThat(told).containsExactly(new Backlog("ORDERS", "maestro", 0, 3, Optional.empty()));
        assertThat(test.nats.requests).isEmpty();
    }

    @Test
    void aUserWhoMayNotReadMessagesDoesWithoutTheOldest() {
        waiting(5);
        begin();
        assertThat(told).isEmpty();
        test.clock.advance(ofSeconds(5));

        assertThat(told).first().isEqualTo(new Backlog("ORDERS", "maestro", 5, 3, Optional.empty()));
    }

    @Test
    void whereAMessageTakesLongTheOldestIsNotReadForAMinute() {
        waiting(5);
        begin();
        test.clock.advance(ofSeconds(2));
        test.nats.lastRequest().answer("{\"error\":{\"code\":404,\"err_code\":10037,\"description\":\"no message found\"}}");
        test.nats.requests.clear();
        test.clock.advance(ofSeconds(58));
        assertThat(test.nats.requests).isEmpty();

        test.clock.advance(ofSeconds(10));
        assertThat(test.nats.requests).isNotEmpty();
    }

    @Test
    void aViewerHasItReadAtOnce() {
        waiting(0);
        begin();
        reader.refresh();
        test.clock.advance(ofSeconds(0));

        assertThat(told).hasSize(2);
    }

    @Test
    void nothingIsToldWhileThereIsNoConsumer() {
        test.found = Uni.createFrom().failure(new IllegalStateException("JetStream does not answer"));
        begin();
        reader.refresh();
        test.clock.advance(ofSeconds(60));

        assertThat(told).isEmpty();
    }

    @Test
    void nothingIsReadBeforeOrdersAreClaimedWhichTheOldestWouldHoldUp() {
        waiting(5);
        reader.begin();
        test.open();
        assertThat(test.supervisor.isOpen()).isTrue();
        assertThat(test.nats.requests).isEmpty();

        test.supervisor.accepted();
        reader.changed(CONSUMING);
        test.clock.advance(ofMillis(100));
        assertThat(test.nats.requests).hasSize(1);
    }

    private void begin() {
        reader.begin();
        test.open();
        test.supervisor.accepted();
        if (test.supervisor.isConsuming()) {
            reader.changed(CONSUMING);
        }
        test.clock.advance(ofMillis(100));
    }

    private void waiting(int orders) {
        test.found = Uni.createFrom().item(TestConsumer.withBacklog(orders, 3, 41));
    }
}
