package io.boxbox.maestro.jetstream.consuming;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedStream;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.QueueStatus;
import io.quarkus.runtime.ShutdownEvent;

class BacklogReaderTest {

    private static final String INFO = "$JS.API.CONSUMER.INFO.ORDERS.maestro";

    private final TestConsumer test = new TestConsumer();
    private final List<Backlog> told = new ArrayList<>();
    private final BacklogReader reader = new BacklogReader(test.loop, test.nats.connection, test.nats.api, test.supervisor,
            new StoredMessages(test.nats.connection, test.nats.api, test.clock.kitchenClock().scheduler()),
            Scripted.events(told));

    @Test
    void itIsReadEveryFiveSeconds() {
        test.open();
        reader.begin("ORDERS", "maestro");
        test.clock.advance(ofSeconds(15));

        assertThat(test.nats.requests).hasSize(3).allMatch(request -> request.subject().equals(INFO));
    }

    @Test
    void itTellsHowManyWaitHowManyAreClaimedAndSinceWhenTheFirstHasWaited() {
        ScriptedStream stream = new ScriptedStream().add(41, "orders.waiting_to_cook.*", null).add(42,
                "orders.waiting_to_cook.*", null);
        test.nats.server = request -> {
            stream.accept(request);
            if (request.subject().equals(INFO)) {
                request.answer(info(5, 3, 41));
            }
        };
        refresh();

        assertThat(told).containsExactly(
                new Backlog("ORDERS", "maestro", 5, 3, Optional.of(Instant.parse("2026-11-01T08:00:00Z"))));
        assertThat(test.nats.lastRequest().body()).as("the first that is not delivered").contains("\"seq\":42");
    }

    @Test
    void anEmptyConsumerHasNoOldest() {
        refresh();
        test.nats.lastRequest().answer(info(0, 3, 41));

        assertThat(told).containsExactly(new Backlog("ORDERS", "maestro", 0, 3, Optional.empty()));
        assertThat(test.nats.requests).hasSize(1);
    }

    @Test
    void aUserWhoMayNotReadMessagesDoesWithoutTheOldest() {
        refresh();
        test.nats.lastRequest().answer(info(5, 3, 41));
        assertThat(told).isEmpty();
        test.clock.advance(ofSeconds(5));

        assertThat(told).first().isEqualTo(new Backlog("ORDERS", "maestro", 5, 3, Optional.empty()));
    }

    @Test
    void whereAMessageTakesLongTheOldestIsNotReadForAMinute() {
        refresh();
        test.nats.lastRequest().answer(info(5, 3, 41));
        test.clock.advance(ofSeconds(2));
        test.nats.lastRequest().answer("{\"error\":{\"code\":404,\"err_code\":10037,\"description\":\"no message found\"}}");
        test.nats.server = request -> {
            if (request.subject().equals(INFO)) {
                request.answer(info(5, 3, 41));
            }
        };
        test.nats.requests.clear();
        test.clock.advance(ofSeconds(58));
        assertThat(test.nats.requests).isNotEmpty().allMatch(request -> request.subject().equals(INFO));

        test.clock.advance(ofSeconds(10));
        assertThat(test.nats.requests).anyMatch(request -> request.subject().contains("MSG.GET"));
    }

    @Test
    void aChangeOfTheQueueIsAReasonToReadIt() {
        test.open();
        reader.begin("ORDERS", "maestro");
        reader.changed(QueueStatus.UNKNOWN);

        assertThat(test.nats.requests).hasSize(1);
    }

    @Test
    void nothingIsReadBeforeThereIsAConsumerToAsk() {
        reader.refresh();
        reader.begin("ORDERS", "maestro");
        test.clock.advance(ofSeconds(60));

        assertThat(test.nats.requests).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerOrKnowsNoConsumerTellsNothing() {
        refresh();
        test.nats.lastRequest().answer().completeExceptionally(new TimeoutException());
        refresh();
        test.nats.lastRequest().answer("{\"error\":{\"code\":404,\"err_code\":10014,\"description\":\"consumer not found\"}}");
        test.nats.closing = true;
        refresh();

        assertThat(told).isEmpty();
    }

    @Test
    void itEndsWithTheProcess() {
        test.open();
        reader.end(new ShutdownEvent());
        reader.begin("ORDERS", "maestro");
        reader.end(new ShutdownEvent());
        test.clock.advance(ofSeconds(60));

        assertThat(test.nats.requests).isEmpty();
    }

    private void refresh() {
        test.open();
        reader.begin("ORDERS", "maestro");
        reader.refresh();
    }

    private static String info(int waiting, int claimed, int delivered) {
        return """
                {"stream_name":"ORDERS","name":"maestro","created":"2026-11-01T08:00:00Z",
                 "config":{"durable_name":"maestro","filter_subject":"orders.waiting_to_cook.*","ack_policy":"explicit"},
                 "delivered":{"consumer_seq":%3$d,"stream_seq":%3$d},"ack_floor":{"consumer_seq":0,"stream_seq":0},
                 "num_pending":%1$d,"num_ack_pending":%2$d}""".formatted(waiting, claimed, delivered);
    }
}
