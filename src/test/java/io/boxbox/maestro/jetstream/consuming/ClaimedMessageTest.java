package io.boxbox.maestro.jetstream.consuming;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.queue.FailureReason;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class ClaimedMessageTest {

    private static final FailureReason ASLEEP = new FailureReason("asleep", "the Panettiere sleeps",
            new IllegalStateException("asleep"));

    private final TestConsumer test = new TestConsumer();
    private final ClaimedMessage message = test.claimed(order(test.nats, "margherita", 7, 3, null));

    @AfterEach
    void forgetTheOrder() {
        MDC.clear();
    }

    @Test
    void nobodyWaitsForTheConfirmationOfAnAcknowledgement() {
        message.acknowledge().subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();

        assertThat(test.nats.lastRequest().ack()).isEqualTo("7 +ACK");
        assertThat(test.settlements).extracting(OrderSettled::outcome).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void itsMemoryIsInUseUntilTheConfirmationHasComeOrIsGivenUp() {
        message.acknowledge().subscribe().asCompletionStage();
        assertThat(test.gone).isEmpty();

        test.nats.lastRequest().answer("");

        assertThat(test.gone).containsExactly(message);
    }

    @Test
    void anAcknowledgementDoesNotFailWithoutAConnection() {
        test.nats.closing = true;

        message.acknowledge().subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();
    }

    @Test
    void anOrderFoundDeliveredIsSettledAsSuch() {
        message.foundDelivered();
        message.acknowledge().subscribe().asCompletionStage();

        assertThat(test.settlements).extracting(OrderSettled::outcome).containsExactly(Outcome.ALREADY_DELIVERED);
    }

    @Test
    void aTerminationSaysWhy() {
        message.terminate(ASLEEP).subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();

        assertThat(test.nats.lastRequest().ack()).isEqualTo("7 +TERM");
        assertThat(test.settlements).singleElement().satisfies(settled -> {
            assertThat(settled.outcome()).isEqualTo(Outcome.DEAD_LETTER);
            assertThat(settled.id()).isEqualTo("margherita");
            assertThat(settled.reason()).isEqualTo("asleep");
            assertThat(settled.detail()).isEqualTo("the Panettiere sleeps");
            assertThat(settled.deliveries()).isEqualTo(3);
        });
    }

    @Test
    void aNakCarriesItsDelay() {
        message.nakWithDelay(ofSeconds(2), ASLEEP);

        assertThat(test.nats.acks).containsExactly("7 -NAK {\"delay\": 2000000000}");
        assertThat(message.settled().outcome()).isEqualTo(Outcome.HANDED_BACK);
    }

    @Test
    void itIsSettledOnceAndWhatComesLaterIsNotSaid() {
        message.release();
        message.release();
        message.nakWithDelay(ofSeconds(2), ASLEEP);

        assertThat(test.nats.acks).containsExactly("7 -NAK");
        assertThat(test.settlements).containsExactly(message.settled()).extracting(OrderSettled::outcome)
                .containsExactly(Outcome.RELEASED);
    }

    @Test
    void anAcknowledgedMessageIsNotReleased() {
        message.acknowledge().subscribe().asCompletionStage();
        message.release();

        assertThat(test.nats.acks).isEmpty();
        assertThat(test.settlements).extracting(OrderSettled::outcome).containsExactly(Outcome.DELIVERED);
    }

    @Test
    void oneThatHasOnlyJustComeNeedsNoSignalWhenWorkBegins() {
        test.clock.advance(ofMillis(49));
        message.begin();

        assertThat(message.isBegun()).isTrue();
        assertThat(test.nats.acks).isEmpty();
    }

    @Test
    void oneThatHasWaitedInTheProcessIsSignalledWhenWorkBegins() {
        test.clock.advance(ofMillis(51));
        message.begin();

        assertThat(test.nats.acks).containsExactly("7 +WPI");
    }

    @Test
    void itIsInHandFromTheBeginningOfWorkToItsEnd() {
        test.clock.advance(ofSeconds(10));
        message.begin();
        test.clock.advance(ofSeconds(3));
        message.release();

        assertThat(message.settled().inHand()).isBetween(ofSeconds(3).minusNanos(1), ofSeconds(3));
    }

    @Test
    void oneThatWasNotBegunWasNeverInHand() {
        test.clock.advance(ofSeconds(10));
        message.release();

        assertThat(message.settled().inHand()).isZero();
    }

    @Test
    void oneThatIsGivenBackBeforeWorkBeginsCannotBeBegun() {
        message.releaseUnlessBegun();

        assertThat(message.begin()).isFalse();
        assertThat(test.nats.acks).containsExactly("7 -NAK");
        assertThat(test.settlements).extracting(OrderSettled::outcome).containsExactly(Outcome.RELEASED);
    }

    @Test
    void oneThatIsBegunIsNotGivenBackAsIfItWereNot() {
        assertThat(message.begin()).isTrue();
        message.releaseUnlessBegun();

        assertThat(test.nats.acks).isEmpty();
        assertThat(message.isSettled()).isFalse();
    }

    @Test
    void oneThatIsSettledIsNotSignalledAnyMore() {
        message.nakWithDelay(ofSeconds(3), ASLEEP);
        message.inProgress();

        assertThat(test.nats.acks).singleElement().asString().startsWith("7 -NAK");
    }

    @Test
    void anAcknowledgementThatCannotEvenBeSentIsOver() {
        test.nats.broken = true;

        message.acknowledge().subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted();
        assertThat(test.gone).containsExactly(message);
    }

    @Test
    void withoutAConnectionASignalIsLostInSilence() {
        test.nats.closing = true;
        message.inProgress();
        message.release();

        assertThat(test.settlements).hasSize(1);
    }

    @Test
    void aServerWhoseClockIsAheadDoesNotMakeAMessageArriveInTheFuture() {
        ClaimedMessage early = test.claimed(order(test.nats, "early", 8, 1, null, Instant.parse("2200-01-01T00:00:00Z")));

        assertThat(early.sinceArrival()).isZero();
        assertThat(message.sinceArrival()).isGreaterThan(Duration.ofDays(365));
    }
}
