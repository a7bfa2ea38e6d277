package io.boxbox.maestro.jetstream.failures;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.scripted.ScriptedNats.Storing;
import io.boxbox.maestro.queue.FailureReason;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class DeadLetterPublisherTest {

    private static final FailureReason FLAW = new FailureReason("bad_size", "size is 'großartig', not small, medium or large",
            new IllegalArgumentException("size"));
    private static final String LETTER = "orders.dead_letter.margherita";

    private final TestLetters test = new TestLetters();

    @Test
    void aLetterIsTheOriginalWithHeadersThatSayWhyFromWhereAfterHowManyDeliveriesAndWhen() {
        Instant before = Instant.now();
        publish(new Headers().add("traceparent", "00-1-2-01").add("X-Shop", "a", "b"));

        Storing letter = test.nats.lastStored();
        assertThat(letter.subject()).isEqualTo(LETTER);
        assertThat(new String(letter.data(), StandardCharsets.UTF_8)).isEqualTo("{\"order_id\":\"margherita\"}");
        assertThat(letter.headers().getFirst("Maestro-Reason")).isEqualTo("bad_size");
        assertThat(letter.headers().getFirst("Maestro-Detail")).isEqualTo("size is 'gro?artig', not small, medium or large");
        assertThat(letter.headers().getFirst("Maestro-Subject")).isEqualTo("orders.waiting_to_cook.margherita");
        assertThat(letter.headers().getFirst("Maestro-Stream-Sequence")).isEqualTo("7");
        assertThat(letter.headers().getFirst("Maestro-Deliveries")).isEqualTo("3");
        assertThat(Instant.parse(letter.headers().getFirst("Maestro-Time"))).isBetween(before, Instant.now());
        assertThat(letter.headers().get("traceparent")).containsExactly("00-1-2-01");
        assertThat(letter.headers().get("X-Shop")).containsExactly("a", "b");
        assertThat(letter.headers().keySet()).doesNotContain("Maestro-Left-Out");
    }

    @Test
    void headersThatWouldInstructTheServerAreKeptUnderOtherNames() {
        publish(new Headers().add("Nats-Rollup", "all").add("nats-expected-stream", "OTHER"));

        assertThat(test.nats.lastStored().headers().keySet()).contains("Maestro-Original-Nats-Rollup",
                "Maestro-Original-nats-expected-stream").doesNotContain("Nats-Rollup", "nats-expected-stream");
    }

    @Test
    void aLetterThatWasPutBackKeepsNoneOfOurHeadersFromItsFirstTime() {
        publish(new Headers().add("Maestro-Reason", "not_json").add("maestro-left-out", "headers")
                .add("Maestro-Original-Nats-Rollup", "all"));

        assertThat(test.nats.lastStored().headers().get("Maestro-Reason")).containsExactly("bad_size");
        assertThat(test.nats.lastStored().headers().keySet()).doesNotContain("maestro-left-out",
                "Maestro-Original-Nats-Rollup");
    }

    @Test
    void theOriginalIsTerminatedOnlyOnceTheLetterIsConfirmed() {
        var published = publish(null);
        assertThat(test.confirmations()).isEmpty();
        assertThat(test.settlements).isEmpty();
        test.nats.lastStored().confirm();

        assertThat(test.confirmations()).containsExactly("7 +TERM");
        assertThat(test.settlements).extracting(OrderSettled::outcome, OrderSettled::reason)
                .containsExactly(tuple(Outcome.DEAD_LETTER, "bad_size"));
        published.assertCompleted();
    }

    @Test
    void aLetterOfAMessageThatCameWithoutItsContentHasWhatTheStreamHas() {
        test.stream.add(7, "orders.waiting_to_cook.margherita", null);
        test.publisher.publish(test.claimed(order(test.nats, "margherita", 7, 3, new Headers().add("Nats-Msg-Size", "2"))
                .withBody(new byte[0])), FLAW).subscribe().withSubscriber(UniAssertSubscriber.create());

        assertThat(new String(test.nats.lastStored().data(), StandardCharsets.UTF_8)).isEqualTo("{}");
    }

    @Test
    void aLetterOfAnEmptyMessageIsEmpty() {
        test.publisher.publish(test.claimed(order(test.nats, "margherita", 7, 3, null).withBody(new byte[0])), FLAW)
                .subscribe().withSubscriber(UniAssertSubscriber.create());

        assertThat(test.nats.lastStored().data()).isEmpty();
    }

    @Test
    void theFirstLetterOfASubjectIsStoredIfThereIsStillNone() {
        publish(null);

        assertThat(test.nats.lastStored().expectedLast()).isEqualTo("0");
        assertThat(test.nats.lastStored().expectedStream()).isEqualTo("ORDERS");
        assertThat(test.nats.lastStored().messageId()).isEqualTo(LETTER + ":7");
    }

    @Test
    void aFurtherLetterIsStoredIfTheLastIsStillTheOneThatWasRead() {
        test.stream.add(5, LETTER, letterOf(3));
        publish(null);

        assertThat(test.nats.lastStored().expectedLast()).isEqualTo("5");
    }

    @Test
    void oneThatIsThereAlreadyIsNotStoredAgain() {
        test.stream.add(9, LETTER, letterOf(7)).add(10, LETTER, letterOf(8));
        publish(null);

        assertThat(test.nats.stored).isEmpty();
        assertThat(test.confirmations()).containsExactly("7 +TERM");
    }

    @Test
    void aRaceForTheSubjectIsTriedAgainAfterWhatTheOtherStored() {
        publish(null);
        test.stream.add(12, LETTER, letterOf(8));
        test.nats.lastStored().refuse(10071);
        assertThat(test.nats.stored).hasSize(1);
        test.clock.advance(ofSeconds(1));

        assertThat(test.nats.stored).hasSize(2);
        assertThat(test.nats.lastStored().expectedLast()).isEqualTo("12");
        test.nats.lastStored().confirm();
        assertThat(test.confirmations()).containsExactly("7 +TERM");
    }

    @Test
    void aRaceThatOurOwnFirstAttemptWonIsNotStoredTwice() {
        publish(null);
        test.stream.add(12, LETTER, letterOf(7));
        test.clock.advance(ofSeconds(7));

        assertThat(test.nats.stored).as("its confirmation was lost").hasSize(1);
        assertThat(test.confirmations()).containsExactly("7 +TERM");
    }

    @Test
    void headersThatNoServerTakesAreLeftOutBeforeAnyRefusesThem() {
        publish(new Headers().add("X-Large", "x".repeat(64_400)));

        assertThat(test.nats.stored).hasSize(1);
        assertThat(test.nats.lastStored().headers().keySet()).doesNotContain("X-Large").contains("Maestro-Reason");
        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Left-Out")).isEqualTo("headers");
        assertThat(test.nats.lastStored().data()).isNotEmpty();
    }

    @Test
    void aBodyThatLeavesNoRoomForOurHeadersIsLeftOutToo() {
        test.nats.maxPayload = 2_000;
        var message = order(test.nats, "margherita", 7).withBody(new byte[1_900]);
        test.publisher.publish(test.claimed(message), FLAW).subscribe().asCompletionStage();

        assertThat(test.nats.stored).as("nothing larger may be sent: the server would close the connection").hasSize(1);
        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Left-Out")).isEqualTo("headers and body");
        assertThat(test.nats.lastStored().data()).isEmpty();
    }

    @Test
    void aServerThatConfirmsNothingIsAskedSixTimesAndThenTheLetterFails() {
        var published = publish(null);
        test.clock.advance(Duration.ofMinutes(2));

        published.assertFailed();
        assertThat(test.nats.stored).hasSize(6);
        assertThat(test.confirmations()).isEmpty();
        assertThat(test.settlements).isEmpty();
    }

    private UniAssertSubscriber<Void> publish(Headers headers) {
        return test.publisher.publish(test.claimed(order(test.nats, "margherita", 7, 3, headers)), FLAW).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private static Headers letterOf(long original) {
        return new Headers().put("Maestro-Stream-Sequence", String.valueOf(original));
    }
}
