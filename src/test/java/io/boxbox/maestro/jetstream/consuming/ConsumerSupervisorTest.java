package io.boxbox.maestro.jetstream.consuming;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.consuming.LookPace.Reason;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.scripted.RecordedLog;
import io.boxbox.maestro.queue.QueueStatus;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener.Events;
import io.smallrye.mutiny.Uni;

class ConsumerSupervisorTest {

    private static final QueueStatus CONSUMING = new QueueStatus(true, true, "nats://nats:4222", 0,
            "consuming maestro on nats://nats:4222");

    private final TestConsumer test = new TestConsumer();
    private final RecordedLog log = new RecordedLog(ConsumerSupervisor.class);

    @AfterEach
    void endLog() {
        log.close();
    }

    @Test
    void itTellsFirstThatNothingIsKnownAndThenWhereOrdersComeFromWithoutTheLogin() {
        test.open();

        assertThat(test.states).containsExactly(QueueStatus.UNKNOWN, CONSUMING);
        assertThat(test.supervisor.isConsuming()).isTrue();
        assertThat(log.lines).containsExactly("INFO NATS: consuming maestro on nats://nats:4222");
    }

    @Test
    void aServerOutOfReachIsTriedAgainAfterHalfASecondAndToldOnce() {
        Uni<Found> there = test.found;
        test.found = failing("Connection refused");
        test.open();
        test.clock.advance(ofMillis(999));
        assertThat(test.checks).isEqualTo(2);
        test.found = there;
        test.clock.advance(ofMillis(1));

        assertThat(test.states).extracting(QueueStatus::detail).containsExactly("not connected yet", "Connection refused",
                "consuming maestro on nats://nats:4222");
        assertThat(log.lines).first().isEqualTo("WARN NATS: no orders for now: Connection refused");
    }

    @Test
    void aLostConnectionIsToldAtOnceWithWhereItLastWas() {
        test.open();
        test.nats.status = Status.RECONNECTING;
        test.nats.tell(Events.DISCONNECTED);

        assertThat(test.states).last()
                .isEqualTo(new QueueStatus(false, false, "nats://nats:4222", 0, "the connection is lost"));
        assertThat(test.supervisor.isConsuming()).isFalse();
    }

    @Test
    void aReconnectionIsCountedTellsThePullRequestsAndLooksForTheConsumerAtOnce() {
        int[] told = { 0 };
        test.supervisor.onReconnect(() -> told[0]++);
        test.open();
        test.nats.status = Status.RECONNECTING;
        test.nats.tell(Events.DISCONNECTED);
        test.nats.status = Status.CONNECTED;
        test.nats.tell(Events.RECONNECTED);

        assertThat(told).containsExactly(1);
        assertThat(test.states).last().isEqualTo(
                new QueueStatus(true, true, "nats://nats:4222", 1, "consuming maestro on nats://nats:4222"));
    }

    @Test
    void whatIsLostWhileTheConsumerIsLookedForIsNotTakenForConsuming() {
        test.found = test.found.invoke(() -> test.nats.status = Status.RECONNECTING);
        test.open();

        assertThat(test.supervisor.isConsuming()).isFalse();
        assertThat(test.states).extracting(QueueStatus::consuming).containsOnly(false);
    }

    @Test
    void theSameEventsComeOnceHoweverOftenTheConsumerWasFound() {
        test.open();
        for (int n = 0; n < 5; n++) {
            test.supervisor.markUnavailable("409 Leadership Change");
            test.clock.advance(ofSeconds(1));
        }

        assertThat(test.nats.listeners).hasSize(1);
    }

    @Test
    void aConsumerThatCannotBeUsedIsCheckedAfterAPause() {
        test.open();
        test.supervisor.markUnavailable("409 Consumer Deleted");
        assertThat(test.states).last().isEqualTo(
                new QueueStatus(true, false, "nats://nats:4222", 0, "409 Consumer Deleted"));
        test.clock.advance(ofMillis(499));
        assertThat(test.checks).isEqualTo(1);
        test.clock.advance(ofMillis(1));

        assertThat(test.checks).isEqualTo(2);
        assertThat(test.supervisor.isConsuming()).isTrue();
    }

    @Test
    void aConsumerThatWasMadeAgainIsAWarning() {
        test.open();
        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED.plusHours(1), ""));
        test.supervisor.markUnavailable("409 Consumer Deleted");
        test.clock.advance(ofSeconds(1));

        assertThat(log.lines)
                .contains("WARN NATS: consumer maestro on stream ORDERS was gone and has been created again");
    }

    @Test
    void aServerThatTellsASlightlyLaterMomentAfterARestartHasNotMadeItAgain() {
        test.open();
        test.found = Uni.createFrom()
                .item(TestConsumer.consumer(TestConsumer.CREATED.plusNanos(20_000_000), ""));
        test.supervisor.markUnavailable("the connection is lost");
        test.clock.advance(ofSeconds(1));

        assertThat(log.lines).noneMatch(line -> line.contains("created again"));
    }

    @Test
    void limitsThatAreTooLowForTheBrigadeAreComplainedOfOnceForEachChange() {
        test.settings.brigadeSize = 200;
        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"max_ack_pending\":1000"));
        test.open();
        for (int n = 0; n < 3; n++) {
            test.supervisor.markUnavailable("409 Leadership Change");
            test.clock.advance(ofSeconds(1));
        }

        assertThat(log.lines).filteredOn(line -> line.contains("max_ack_pending")).hasSize(1);
        assertThat(test.supervisor.limits().acksPending()).isEqualTo(1_000);
    }

    @Test
    void theAckWaitOfTheConsumerIsTheOneThatIsExtended() {
        test.found = Uni.createFrom()
                .item(TestConsumer.consumer(TestConsumer.CREATED, ",\"ack_wait\":300000000"));
        test.open();
        test.claimed(order(test.nats, "a", 1));
        test.clock.advance(ofMillis(300));

        assertThat(test.nats.acks).hasSize(3);
    }

    @Test
    void threeFailuresInARowReconnectAConnectionThatMayHaveBecomeUnresponsive() {
        test.found = failing("timeout");
        test.open();
        test.clock.advance(ofMillis(999));
        assertThat(test.connection.reconnects).isZero();
        test.clock.advance(ofMillis(1));
        assertThat(test.connection.reconnects).isEqualTo(1);
        test.clock.advance(ofMillis(1_500));

        assertThat(test.connection.reconnects).isEqualTo(2);
    }

    @Test
    void failuresThatDoNotFollowEachOtherReconnectNothing() {
        Uni<Found> there = test.found;
        test.open();
        for (int n = 0; n < 5; n++) {
            test.found = failing("timeout");
            test.supervisor.markUnavailable("409 Leadership Change");
            test.clock.advance(ofMillis(1_000));
            test.found = there;
            test.clock.advance(ofMillis(500));
        }

        assertThat(test.supervisor.isConsuming()).isTrue();
        assertThat(test.connection.reconnects).isZero();
    }

    @Test
    void aConnectionThatTheLibraryGaveUpIsReplaced() {
        test.open();
        test.nats.status = Status.CLOSED;
        test.nats.tell(Events.CLOSED);
        test.clock.advance(ofMillis(500));

        assertThat(test.connection.replacements).isEqualTo(1);
        assertThat(test.supervisor.isConsuming()).isTrue();
    }

    @Test
    void oneThatCannotBeReplacedYetIsTriedAgain() {
        test.open();
        test.connection.outOfReach = new IOException("NATS at nats://nats:4222 refuses the login");
        test.nats.status = Status.CLOSED;
        test.nats.tell(Events.CLOSED);
        test.clock.advance(ofMillis(600));
        assertThat(test.states).last()
                .isEqualTo(new QueueStatus(false, false, "nats://nats:4222", 0, "NATS at nats://nats:4222 refuses the login"));
        test.connection.outOfReach = null;
        test.clock.advance(ofMillis(500));

        assertThat(test.connection.replacements).isEqualTo(1);
        assertThat(test.supervisor.isConsuming()).isTrue();
    }

    @Test
    void manyComplaintsAtOnceAreOneCheckAtATime() {
        test.open();
        test.found = Uni.createFrom().nothing();
        for (int n = 0; n < 100; n++) {
            test.supervisor.markUnavailable("409 Leadership Change");
        }
        test.clock.advance(ofSeconds(10));

        assertThat(test.checks).isEqualTo(2);
    }

    @Test
    void whenTheProcessEndsWhatIsLeftIsSentAndNothingIsToldOrCheckedAnyMore() {
        test.open();
        test.supervisor.flush();
        test.nats.status = Status.CLOSED;
        test.nats.tell(Events.CLOSED);
        test.clock.advance(ofSeconds(10));

        assertThat(test.nats.flushes).isEqualTo(1);
        assertThat(test.states).hasSize(2);
        assertThat(test.checks).isEqualTo(1);
    }

    @Test
    void healthWaitsForTheFirstPullRequestToBeAccepted() {
        test.answersProbes = false;
        test.open();
        assertThat(test.supervisor.isOpen()).isTrue();
        assertThat(test.supervisor.isConsuming()).isFalse();
        test.supervisor.accepted();

        assertThat(test.states).last().isEqualTo(CONSUMING);
    }

    @Test
    void aRefusedConsumerIsToldOnceAndIsUsedWhenItIsMended() {
        Uni<Found> mended = test.found;
        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"headers_only\":true"));
        test.open();
        test.clock.advance(ofSeconds(60));
        test.supervisor.accepted();

        assertThat(test.supervisor.isOpen()).isFalse();
        assertThat(log.lines).filteredOn(line -> line.startsWith("WARN")).singleElement().asString()
                .startsWith("WARN NATS: no orders for now: headers_only of consumer maestro is true: ");
        assertThat(test.connection.reconnects).isZero();
        test.found = mended;
        test.clock.advance(ofMillis(500));
        assertThat(test.supervisor.isConsuming()).isTrue();
    }

    @Test
    void whatIsGoneIsMadeAgainOnlyAfterAPause() {
        test.open();
        Uni<Found> there = test.found;
        test.found = Uni.createFrom().failure(new ConsumerFinder.Refusal("consumer maestro is gone"));
        test.clock.advance(ofSeconds(5));
        assertThat(test.mayBeMade).as("by a routine look").isFalse();
        assertThat(test.supervisor.isConsuming()).isFalse();

        test.found = there;
        test.clock.advance(ofMillis(499));
        assertThat(test.supervisor.isConsuming()).isFalse();
        test.clock.advance(ofMillis(1));

        assertThat(test.mayBeMade).isTrue();
        assertThat(test.supervisor.isConsuming()).isTrue();
    }

    @Test
    void anEditIsFollowedWithinSeconds() {
        int[] told = { 0 };
        test.supervisor.onRefusal(() -> told[0]++);
        test.open();
        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"max_deliver\":4"));
        test.clock.advance(ofSeconds(5));
        assertThat(test.supervisor.limits().deliveries()).isEqualTo(4);
        assertThat(test.supervisor.isConsuming()).isTrue();

        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"headers_only\":true"));
        test.clock.advance(ofSeconds(5));
        assertThat(test.supervisor.isConsuming()).isFalse();
        assertThat(told).as("open pull requests end").containsExactly(1);
    }

    @Test
    void aLookThatCostsTheServerMuchIsRare() {
        test.cost = ofMillis(100);
        test.open();
        test.clock.advance(ofSeconds(60));

        assertThat(test.checks).as("at 0, 5, 25 and 45 s").isEqualTo(4);
    }

    @Test
    void aViewerSeesMoreThanARoutineLookDoes() {
        test.cost = ofMillis(100);
        test.open();
        test.supervisor.lookAgain(Reason.URGENT);
        for (int second = 0; second < 10; second++) {
            test.clock.advance(ofSeconds(1));
            test.supervisor.lookAgain(Reason.URGENT);
        }

        assertThat(test.checks).as("once in two seconds").isEqualTo(2 + 5);
    }

    @Test
    void whereALookCostsMuchARefusedConsumerIsLookedAtLessOften() {
        test.cost = ofMillis(100);
        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"headers_only\":true"));
        test.open();
        test.clock.advance(ofMillis(500));
        int before = test.checks;
        test.clock.advance(ofSeconds(10));

        assertThat(test.checks - before).as("once in two seconds").isEqualTo(5);
    }

    @Test
    void anAnswerThatIsLateWhileOrdersComeChangesNothing() {
        test.open();
        test.found = failing("timeout");
        test.clock.advance(ofSeconds(30));

        assertThat(test.supervisor.isConsuming()).isTrue();
        assertThat(log.lines).hasSize(1);
    }

    @Test
    void silenceIsAPauseIfTheQueueOfRequestsIsFull() {
        test.open();
        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"max_waiting\":0"));
        test.supervisor.silent();
        assertThat(test.states).last().extracting(QueueStatus::detail).isEqualTo("the consumer is silent");

        test.clock.advance(ofMillis(500));
        test.supervisor.accepted();
        test.found = Uni.createFrom().item(TestConsumer.full());
        test.supervisor.silent();
        assertThat(test.supervisor.isConsuming()).isTrue();
    }

    @Test
    void behindLargeOrdersOnASlowLinkAnswersMayBeLateOnce() {
        test.open();
        int before = test.checks;
        Uni<Found> prompt = test.found;
        test.found = Uni.createFrom().deferred(() -> test.checks == before + 1 ? failing("late") : prompt);
        test.supervisor.silent();
        test.clock.advance(ofMillis(0));

        assertThat(test.checks).isEqualTo(before + 2);
        assertThat(test.states).extracting(QueueStatus::detail).doesNotContain("late");
    }

    @Test
    void aServerThatAnswersNeitherRequestsNorLooksIsAway() {
        test.open();
        int before = test.checks;
        test.found = failing("late");
        test.supervisor.silent();
        test.clock.advance(ofMillis(0));

        assertThat(test.checks).isEqualTo(before + 2);
        assertThat(test.supervisor.isConsuming()).isFalse();
        assertThat(test.states).last().extracting(QueueStatus::detail).isEqualTo("late");
    }

    private static Uni<Found> failing(String reason) {
        return Uni.createFrom().failure(() -> new IllegalStateException("wrapped", new IOException(reason)));
    }
}
