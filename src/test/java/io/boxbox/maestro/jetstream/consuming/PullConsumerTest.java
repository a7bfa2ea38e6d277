package io.boxbox.maestro.jetstream.consuming;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.status;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.publishing.DeliveryThrottle;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats.Inbox;
import io.boxbox.maestro.jetstream.tracing.NoTracing;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener.Events;
import io.nats.client.Message;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

class PullConsumerTest {

    private final TestConsumer test = new TestConsumer();
    private boolean started = true;
    private final PullBudget budget = new PullBudget(16_000_000);
    private final Claims claims = new Claims(test.loop, test.connection, test.supervisor, test.ackWaits, budget,
            new Confirmations(), NoTracing.tracing(), Scripted.events(test.settlements));
    private final PullConsumer consumer = new PullConsumer(new PullSubscription.Shared(test.loop, test.supervisor,
            new PullRequests(test.loop, test.nats.connection, test.nats.api, test.supervisor), budget, claims,
            new DeliveryThrottle(),
            () -> started));

    @Test
    void everySubscriptionIsOnePullRequestForItsBatch() {
        test.open();
        pull(10);
        pull(3);

        assertThat(batches()).containsExactly(10, 3);
        assertThat(test.nats.dispatchers).as("one thread of the client's").hasSize(1);
    }

    @Test
    void messagesPassOnTheMomentTheyArrive() {
        test.open();
        var orders = pull(3);
        deliver(order(test.nats, "a", 1));

        assertThat(subjects(orders)).containsExactly("orders.waiting_to_cook.a");
        assertThat(test.inFlight.count()).isEqualTo(1);
        orders.assertNotTerminated();
    }

    @Test
    void aFullRequestCompletesTheSubscription() {
        test.open();
        var orders = pull(2);
        deliver(order(test.nats, "a", 1));
        deliver(order(test.nats, "b", 2));

        orders.assertCompleted();
        assertThat(orders.getItems()).hasSize(2);
        assertThat(batches()).containsExactly(2);
    }

    @Test
    void theEndOfTheWaitCompletesItWithWhatHasCome() {
        test.open();
        var orders = pull(2);
        deliver(order(test.nats, "a", 1));
        deliver(status(408, "Request Timeout"));

        orders.assertCompleted();
        assertThat(orders.getItems()).hasSize(1);
    }

    @Test
    void aRefusedRequestIsFollowedByAnotherForWhatIsLeftOfBatchAndWait() {
        test.open();
        var orders = pull(10);
        deliver(order(test.nats, "a", 1));
        test.clock.advance(ofSeconds(1));
        deliver(status(409, "Leadership Change"));
        assertThat(test.supervisor.isConsuming()).isFalse();

        // Half a second until the consumer is checked, then within a tenth of a second.
        test.clock.advance(ofMillis(600));

        assertThat(batches()).containsExactly(10, 9);
        assertThat(test.nats.published.get(1).body()).contains("\"expires\":3500000000");
        orders.assertNotTerminated();
    }

    @Test
    void aBatchLargerThanTheConsumerAllowsAtOnceTakesSeveralRequests() {
        test.found = test.found.map(found -> TestConsumer.consumer(TestConsumer.CREATED, ",\"max_batch\":2"));
        test.open();
        var orders = pull(3);
        deliver(order(test.nats, "a", 1));
        deliver(order(test.nats, "b", 2));
        orders.assertNotTerminated();
        deliver(order(test.nats, "c", 3));

        assertThat(batches()).containsExactly(2, 1);
        orders.assertCompleted();
    }

    @Test
    void aRequestAsksForNoMoreBytesThanItsShare() {
        test.open();
        pull(10);

        assertThat(test.nats.published.get(0).body()).contains("\"max_bytes\":1000000");
        assertThat(budget.used()).isEqualTo(1_000_000);
    }

    @Test
    void aRequestAsksForNoMoreBytesThanTheConsumerAllows() {
        test.found = test.found.map(found -> TestConsumer.consumer(TestConsumer.CREATED, ",\"max_bytes\":5000"));
        test.open();
        pull(10);

        assertThat(test.nats.published.get(0).body()).contains("\"max_bytes\":5000");
    }

    @Test
    void aRequestThatIsFullInBytesIsFollowedByAnotherForWhatIsLeft() {
        test.open();
        var orders = pull(10);
        deliver(order(test.nats, "a", 1));
        deliver(status(409, "Message Size Exceeds MaxBytes"));

        assertThat(batches()).containsExactly(10, 9);
        assertThat(test.supervisor.isConsuming()).isTrue();
        orders.assertNotTerminated();
    }

    @Test
    void aMessageLargerThanARequestMayBringIsAskedForAlone() {
        test.open();
        pull(10);
        deliver(status(409, "Message Size Exceeds MaxBytes"));

        assertThat(batches()).containsExactly(10, 1);
        assertThat(test.nats.published.get(1).body()).contains("\"max_bytes\":0");

        deliver(order(test.nats, "large", 1));
        assertThat(batches()).containsExactly(10, 1, 9);
    }

    @Test
    void whatIsSettledMakesRoomForMore() {
        test.open();
        var orders = pull(1);
        deliver(order(test.nats, "a", 1));
        long held = budget.used();
        orders.getItems().get(0).release();

        assertThat(held).isPositive().isLessThan(1_000_000);
        assertThat(budget.used()).isZero();
    }

    @Test
    void nothingIsPulledWhileTheConsumerIsOutOfReachAndTheSubscriptionCompletesEmptyAfterItsWait() {
        test.found = test.found.onItem().failWith(() -> new IllegalStateException("no quorum"));
        test.open();
        var orders = pull(10);
        test.clock.advance(ofMillis(4_999));
        orders.assertNotTerminated();
        test.clock.advance(ofMillis(101));

        orders.assertCompleted().assertHasNotReceivedAnyItem();
        assertThat(test.nats.published).isEmpty();
    }

    @Test
    void itPullsAsSoonAsTheConsumerIsThere() {
        pull(10);
        test.clock.advance(ofSeconds(1));
        test.open();
        assertThat(test.nats.published).isEmpty();

        test.clock.advance(ofMillis(100));

        assertThat(batches()).containsExactly(10);
    }

    @Test
    void nothingIsPulledBeforeTheProcessHasStarted() {
        started = false;
        test.open();
        pull(10);
        test.clock.advance(ofSeconds(1));
        assertThat(test.nats.published).isEmpty();
        started = true;
        test.clock.advance(ofMillis(100));

        assertThat(batches()).containsExactly(10);
    }

    @Test
    void aReconnectedServerIsAskedAnewAtOnce() {
        test.open();
        var orders = pull(10);
        test.nats.status = Status.RECONNECTING;
        test.nats.tell(Events.DISCONNECTED);
        test.clock.advance(ofMillis(200));
        test.nats.status = Status.CONNECTED;
        test.nats.tell(Events.RECONNECTED);
        test.clock.advance(ofMillis(100));

        assertThat(batches()).containsExactly(10, 10);
        deliver(order(test.nats, "a", 1));
        assertThat(orders.getItems()).hasSize(1);
    }

    @Test
    void whatStillArrivesForARequestThatIsOverIsPassedOnAndTakesAPlaceInTheBatch() {
        test.open();
        var orders = pull(3);
        deliver(status(409, "Leadership Change"));
        deliver(order(test.nats, "late", 1));
        test.clock.advance(ofMillis(600));

        assertThat(subjects(orders)).containsExactly("orders.waiting_to_cook.late");
        assertThat(batches()).containsExactly(3, 2);
        assertThat(test.nats.acks).isEmpty();
    }

    @Test
    void ofAConsumerThatIsNoLongerFitNothingMoreIsTaken() {
        test.open();
        pull(10);
        deliver(status(409, "Leadership Change"));
        test.clock.advance(ofMillis(600));
        assertThat(test.nats.inboxes).extracting(inbox -> inbox.open).containsExactly(true, true);

        test.found = Uni.createFrom().item(TestConsumer.consumer(TestConsumer.CREATED, ",\"headers_only\":true"));
        test.clock.advance(ofSeconds(5));

        assertThat(test.nats.inboxes).extracting(inbox -> inbox.open).containsOnly(false);
    }

    @Test
    void aBatchThatLateMessagesFillIsComplete() {
        test.open();
        var orders = pull(1);
        deliver(status(409, "Leadership Change"));
        deliver(order(test.nats, "late", 1));
        test.clock.advance(ofMillis(600));

        orders.assertCompleted();
        assertThat(batches()).containsExactly(1);
    }

    @Test
    void lateMessagesMayBeMoreThanTheBatch() {
        test.open();
        var orders = pull(1);
        deliver(status(409, "Leadership Change"));
        test.clock.advance(ofMillis(600));
        test.nats.inboxes.get(0).deliver(order(test.nats, "late", 1));
        deliver(order(test.nats, "a", 2));

        assertThat(subjects(orders)).containsExactly("orders.waiting_to_cook.late", "orders.waiting_to_cook.a");
        assertThat(test.nats.acks).isEmpty();
        orders.assertCompleted();
    }

    @Test
    void whatArrivesForACancelledSubscriptionIsReleasedAtOnce() {
        test.open();
        var orders = pull(10);
        orders.cancel();
        deliver(order(test.nats, "a", 1));

        assertThat(test.nats.acks).containsExactly("1 -NAK");
        assertThat(test.settlements).extracting(OrderSettled::outcome).containsExactly(Outcome.RELEASED);
        assertThat(test.inFlight.count()).isZero();
    }

    @Test
    void aCancelledSubscriptionAsksNoMore() {
        test.open();
        var orders = pull(10);
        orders.cancel();
        deliver(status(409, "Leadership Change"));
        test.clock.advance(ofSeconds(5));

        assertThat(batches()).containsExactly(10);
    }

    @Test
    void everySettlementIsToldAndNoLongerInFlight() {
        test.open();
        var orders = pull(10);
        deliver(order(test.nats, "a", 1));
        orders.getItems().get(0).acknowledge().subscribe().asCompletionStage();

        assertThat(test.settlements).extracting(OrderSettled::id).containsExactly("a");
        assertThat(test.inFlight.count()).isZero();
    }

    @Test
    void leavingEndsAllRequestsAndHandsBackWhatIsOnItsWay() {
        test.open();
        var orders = pull(10);
        CompletionStage<?> left = consumer.leave(ofSeconds(1));
        test.clock.advance(Duration.ZERO);
        orders.assertCompleted();
        deliver(order(test.nats, "late", 5));

        assertThat(test.nats.acks).containsExactly("5 -NAK");
        assertThat(test.nats.drains).isEqualTo(1);
        assertThat(left.toCompletableFuture()).isNotDone();
        test.nats.drained.complete(true);
        assertThat(left.toCompletableFuture()).isDone();
    }

    @Test
    void whoHasLeftAsksNoMore() {
        test.open();
        consumer.leave(ofSeconds(1));
        var orders = pull(10);

        orders.assertCompleted();
        assertThat(test.nats.published).isEmpty();
    }

    @Test
    void leavingWaitsForNothingWithoutAConnection() {
        test.open();
        pull(10);
        test.nats.status = Status.RECONNECTING;

        assertThat(consumer.leave(ofSeconds(1)).toCompletableFuture()).isDone();
    }

    private AssertSubscriber<ClaimedMessage> pull(int batch) {
        var orders = consumer.pull(test.configuration, test.pull).subscribe()
                .withSubscriber(AssertSubscriber.create(Context.of(PullConsumer.BATCH, batch), Long.MAX_VALUE));
        test.clock.advance(Duration.ZERO);
        return orders;
    }

    private void deliver(Message message) {
        List<Inbox> inboxes = test.nats.inboxes;
        inboxes.get(inboxes.size() - 1).deliver(message);
        test.clock.advance(Duration.ZERO);
    }

    private List<Integer> batches() {
        return test.nats.published.stream()
                .map(request -> Integer.valueOf(request.body().replaceAll(".*\"batch\":(\\d+).*", "$1"))).toList();
    }

    private static List<String> subjects(AssertSubscriber<ClaimedMessage> orders) {
        return orders.getItems().stream().map(ClaimedMessage::subject).toList();
    }
}
