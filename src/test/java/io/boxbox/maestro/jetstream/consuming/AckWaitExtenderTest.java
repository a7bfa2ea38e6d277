package io.boxbox.maestro.jetstream.consuming;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.queue.FailureReason;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;

class AckWaitExtenderTest {

    private final TestConsumer test = new TestConsumer();
    private final AckWaitExtender extender = test.ackWaits;
    private long sequence;

    @AfterEach
    void forgetTheOrder() {
        MDC.clear();
    }

    @ParameterizedTest
    @ValueSource(longs = { 15, 50, 100, 1_000, 30_000, 3_600_000 })
    void everyMessageIsSignalledTwiceWithinItsAckWaitWheneverItComes(long ackWaitInMillis) {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Duration> lastHeard = new HashMap<>();
        Duration step = ofMillis(Math.max(1, ackWaitInMillis / 300));
        extender.useAckWait(ofMillis(ackWaitInMillis));

        for (int n = 0; n < 1_500; n++) {
            if (n < 1_000 && random.nextInt(4) == 0) {
                claim();
                lastHeard.put(sequence + " +WPI", test.clock.elapsed());
            }
            test.clock.advance(step);
            test.nats.acks.forEach(signal -> lastHeard.put(signal, test.clock.elapsed()));
            test.nats.acks.clear();
            Duration overdue = test.clock.elapsed().minus(ofMillis(ackWaitInMillis).dividedBy(2));
            assertThat(lastHeard.values()).as("after %s", test.clock.elapsed())
                    .allMatch(heard -> heard.compareTo(overdue) >= 0);
        }
    }

    @Test
    void messagesThatCameOneAfterTheOtherAreNotSignalledAllAtOnce() {
        extender.useAckWait(ofSeconds(30));
        for (int n = 0; n < 1_000; n++) {
            claim();
            test.clock.advance(ofMillis(10));
        }
        test.nats.acks.clear();

        for (int n = 0; n < 1_000; n++) {
            test.clock.advance(ofMillis(10));
            assertThat(test.nats.acks).hasSizeLessThanOrEqualTo(50);
            test.nats.acks.clear();
        }
    }

    @Test
    void aMessageSettledWithinAThirdOfItsAckWaitNeedsNoSignal() {
        extender.useAckWait(ofSeconds(30));
        test.clock.advance(ofMillis(1_234));
        ClaimedMessage soonDone = claim();
        test.clock.advance(ofMillis(9_650));
        soonDone.release();

        assertThat(test.nats.acks).containsExactly("1 -NAK");
    }

    @Test
    void aSettledMessageIsNotSignalledAnyMore() {
        extender.useAckWait(ofSeconds(30));
        claim().nakWithDelay(ofSeconds(1), FailureReason.NONE);
        test.nats.acks.clear();
        test.clock.advance(ofSeconds(60));

        assertThat(test.nats.acks).isEmpty();
    }

    @Test
    void aShorterAckWaitHoldsForMessagesThatCameBefore() {
        extender.useAckWait(ofSeconds(30));
        test.clock.advance(ofSeconds(5));
        claim();
        extender.useAckWait(ofMillis(300));
        test.clock.advance(ofSeconds(3));

        assertThat(test.nats.acks).hasSizeBetween(29, 31);
    }

    @Test
    void aLongerAckWaitTakesTheShorterOnesPlace() {
        extender.useAckWait(ofMillis(300));
        claim();
        extender.useAckWait(ofSeconds(30));
        test.clock.advance(ofSeconds(30));

        assertThat(test.nats.acks).hasSizeBetween(2, 3);
    }

    @Test
    void theSameAckWaitAgainChangesNothing() {
        extender.useAckWait(ofSeconds(30));
        claim();
        // Often enough to put every signal off if it began again each time.
        IntStream.range(0, 60).forEach(n -> {
            test.clock.advance(ofMillis(200));
            extender.useAckWait(ofSeconds(30));
        });

        assertThat(test.nats.acks).containsExactly("1 +WPI");
    }

    @Test
    void aClosedConnectionDoesNotEndTheSignals() {
        extender.useAckWait(ofSeconds(30));
        claim();
        test.nats.closing = true;
        test.clock.advance(ofSeconds(60));
        test.nats.closing = false;
        test.clock.advance(ofSeconds(10));

        assertThat(test.nats.acks).containsExactly("1 +WPI");
    }

    @Test
    void itCountsWhatIsInFlightAndEachOnce() {
        ClaimedMessage first = claim();
        claim();
        assertThat(test.inFlight.count()).isEqualTo(2);

        first.release();
        extender.remove(first);

        assertThat(test.inFlight.count()).isEqualTo(1);
    }

    @Test
    void whoLeavesReleasesWhatWasNotBegunAndThenTheRestEachOnce() {
        claim();
        claim().begin();
        extender.releaseNotBegun();
        assertThat(test.nats.acks).containsExactly("1 -NAK");

        extender.releaseAll();
        extender.releaseAll();

        assertThat(test.nats.acks).containsExactly("1 -NAK", "2 -NAK");
        assertThat(test.settlements).extracting(OrderSettled::outcome).isEqualTo(List.of(Outcome.RELEASED, Outcome.RELEASED));
        assertThat(test.inFlight.count()).isZero();
    }

    private ClaimedMessage claim() {
        sequence++;
        return test.claimed(order(test.nats, "order-" + sequence, sequence));
    }
}
