package io.boxbox.maestro.kitchen;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.boxbox.maestro.simulation.rehearsal.VirtualQueue;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

class OrderDispatcherTest {

    private static final Duration WAIT = ofSeconds(5);

    private final VirtualClock clock = new VirtualClock();
    /** Each pull request, with its time and size. */
    private final List<String> pulls = new ArrayList<>();
    private OrderQueue.PullListener<String> lastRequest;
    private VirtualQueue<String> queue;
    private OrderDispatcher<String> dispatcher;

    @BeforeEach
    void open() {
        open(16);
    }

    @Test
    void claimsOfTheSameMomentShareARequest() {
        claim(10);
        claim(10);
        claim(10);
        clock.advance(Duration.ZERO);

        assertThat(pulls).containsExactly("0 30");
    }

    @Test
    void tenThousandClaimsOneAfterTheOtherShareAFewRequests() {
        open(16);
        IntStream.range(0, 10_000).forEach(i -> {
            claim(1);
            clock.advance(Duration.ofNanos(100_000));
        });

        assertThat(pulls).hasSize(16);
    }

    @Test
    void aHugeBrigadeRequestsItsOrdersBitByBit() {
        open(16);
        var claims = IntStream.range(0, 10_000).mapToObj(number -> claim(1)).toList();
        clock.advance(Duration.ofMillis(10));
        assertThat(pulls).containsExactly("0 " + OrderDispatcher.MAX_REQUESTED);

        place(orders(10_000));
        clock.advance(Duration.ofMillis(10));

        claims.forEach(AssertSubscriber::assertCompleted);
        assertThat(pulls).hasSizeLessThan(10);
    }

    @Test
    void anOrderGoesToTheClaimThatHasBeenReadyLongest() {
        var first = claim(10);
        var second = claim(10);
        place("1", "2");
        second.request(1);
        first.request(1);
        place("3", "4");

        assertThat(first.getItems()).containsExactly("1", "4");
        assertThat(second.getItems()).containsExactly("2", "3");
    }

    @Test
    void anOrderDoesNotWaitBehindABusyMaestroWhileAnotherIsReady() {
        var busy = claim(10);
        place("1", "2", "3");
        var idle = claim(10);
        clock.advance(Duration.ZERO);

        assertThat(busy.getItems()).containsExactly("1");
        assertThat(idle.getItems()).containsExactly("2");
    }

    @Test
    void aClaimIsOverWhenItHasItsBatch() {
        var claim = claim(2);
        place("1", "2", "3");
        claim.assertNotTerminated();
        claim.request(1);
        clock.advance(Duration.ZERO);

        claim.assertCompleted();
        assertThat(claim.getItems()).containsExactly("1", "2");
        assertThat(queue.left()).isEqualTo(1);
    }

    @Test
    void anEmptyClaimIsOverWhenTheWaitIs() {
        var claim = claim(10);
        clock.advance(ofMillis(4_999));
        claim.assertNotTerminated();

        clock.advance(ofMillis(1));
        claim.assertCompleted();
    }

    @Test
    void whatArrivedBeforeTheWaitWasOverIsStillForTheClaim() {
        var claim = claim(10);
        place("1", "2", "3");
        clock.advance(ofSeconds(5));
        claim.assertNotTerminated();

        claim.request(5);
        clock.advance(Duration.ZERO);

        claim.assertCompleted();
        assertThat(claim.getItems()).containsExactly("1", "2", "3");
    }

    @Test
    void aClaimThatCameLaterOutlastsTheRequestsBeforeIt() {
        var early = claim(10);
        clock.advance(ofSeconds(3));
        var late = claim(10);
        clock.advance(ofSeconds(2));
        early.assertCompleted();
        late.assertNotTerminated();

        clock.advance(ofSeconds(3).plusMillis(1));
        late.assertCompleted();
        assertThat(pulls).containsExactly("0 10", "3001 10");
    }

    @Test
    void aClaimThatHadToWaitForItsRequestTakesWhatComesToTheOthers() {
        open(1);
        claim(10);
        clock.advance(ofSeconds(1));
        var late = claim(1);
        clock.advance(ofSeconds(1));
        place("1", "2");

        assertThat(pulls).containsExactly("0 10");
        assertThat(late.getItems()).containsExactly("2");
    }

    @Test
    void nobodyHoldsMoreThanItsBatch() {
        claim(3);
        claim(3);
        place(orders(100));

        assertThat(queue.left()).isEqualTo(94);
    }

    @Test
    void ordersThatNobodyRequestedWaitForTheNextClaim() {
        var claim = claim(1);
        clock.advance(Duration.ZERO);
        lastRequest.onOrder("1");
        lastRequest.onOrder("late");
        lastRequest.onComplete();
        claim.assertCompleted();

        var next = claim(1);
        clock.advance(Duration.ZERO);

        assertThat(next.getItems()).containsExactly("late");
        assertThat(dispatcher.counters()).isEqualTo(new OrderDispatcher.Counters(0, 0, 0, 0, 0, 0));
    }

    @Test
    void hugeBatchesAreHeldInPart() {
        var claim = claim(10_000);
        place(orders(10_000));
        assertThat(10_000 - queue.left()).isEqualTo(OrderDispatcher.LEAST_AHEAD + 1);

        claim.request(9_999);
        clock.advance(ofSeconds(1));

        claim.assertCompleted();
        assertThat(claim.getItems()).hasSize(10_000);
        assertThat(pulls).hasSizeLessThan(100);
    }

    @Test
    void anEmptyHugeClaimIsOverWhenTheWaitIs() {
        var claim = claim(10_000);
        clock.advance(ofSeconds(5));

        claim.assertCompleted();
        assertThat(pulls).hasSize(1);
    }

    @Test
    void whatACancelledClaimLeftIsForTheNext() {
        var cancelled = claim(3);
        place("1", "2", "3");
        cancelled.cancel();
        var next = claim(3);
        next.request(2);
        clock.advance(Duration.ZERO);

        assertThat(next.getItems()).containsExactly("2", "3");
    }

    @Test
    void afterClosingEveryClaimIsOverAndTakesNothing() {
        var open = claim(3);
        place("1", "2");
        dispatcher.close();
        clock.advance(Duration.ZERO);
        open.assertCompleted();

        var late = claim(3);
        place("3");

        late.assertCompleted();
        assertThat(late.getItems()).isEmpty();
    }

    @Test
    void aPatientClaimWaitsAgainForAsLongAsItHasBroughtNothing() {
        var patient = claim(10, () -> true);
        clock.advance(WAIT.multipliedBy(3));
        patient.assertNotTerminated();
        assertThat(pulls).containsExactly("0 10", "5000 10", "10000 10", "15000 10");

        place("1");
        clock.advance(WAIT);
        patient.assertCompleted();
        assertThat(patient.getItems()).containsExactly("1");
    }

    @Test
    void patienceEndsWithAWait() {
        AtomicBoolean patience = new AtomicBoolean(true);
        var claim = claim(10, patience::get);
        clock.advance(WAIT);
        patience.set(false);
        clock.advance(WAIT.minusMillis(1));
        claim.assertNotTerminated();

        clock.advance(Duration.ofMillis(1));
        claim.assertCompleted();
    }

    @Test
    void ordersAreEmittedWhereTheirClaimWantsThem() {
        open(1);
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        AssertSubscriber<String> claim = dispatcher.claim(2, () -> false, elsewhere::add).subscribe()
                .withSubscriber(AssertSubscriber.create(2));
        place("1", "2");
        claim.assertHasNotReceivedAnyItem();

        elsewhere.poll().run();
        claim.assertItems("1");
        elsewhere.poll().run();
        claim.assertItems("1", "2").assertNotTerminated();
        elsewhere.poll().run();
        claim.assertCompleted();
        assertThat(elsewhere).isEmpty();
    }

    private void open(int maxOpenRequests) {
        queue = new VirtualQueue<>(clock.kitchenClock(), WAIT, maxOpenRequests);
        dispatcher = new OrderDispatcher<>(new NotedPulls(), clock.kitchenClock(), clock.kitchenClock().scheduler());
    }

    private void place(String... orders) {
        Stream.of(orders).forEach(queue::place);
        clock.advance(Duration.ZERO);
    }

    private AssertSubscriber<String> claim(int batch) {
        return claim(batch, () -> false);
    }

    private AssertSubscriber<String> claim(int batch, BooleanSupplier patience) {
        return dispatcher.claim(batch, patience, clock.kitchenClock().scheduler()).subscribe()
                .withSubscriber(AssertSubscriber.create(1));
    }

    private static String[] orders(int howMany) {
        return IntStream.range(0, howMany).mapToObj(String::valueOf).toArray(String[]::new);
    }

    private final class NotedPulls implements OrderQueue<String> {

        @Override
        public void pull(int batch, PullListener<String> listener) {
            pulls.add(clock.elapsed().toMillis() + " " + batch);
            lastRequest = listener;
            queue.pull(batch, listener);
        }

        @Override
        public int maxOpenRequests() {
            return queue.maxOpenRequests();
        }
    }
}
