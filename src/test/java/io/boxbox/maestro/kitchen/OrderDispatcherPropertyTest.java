package io.boxbox.maestro.kitchen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.boxbox.maestro.kitchen.OrderDispatcher.Counters;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Drives the dispatcher through arbitrary interleavings and holds it to the invariant in its Javadoc after each command, and
 * to what its callers rely on: every order is emitted once, in the order of arrival, on demand, to the claim that has been
 * ready longest. A failure names its seed and its steps; to run one seed again, let {@link #seeds} return it alone.
 */
class OrderDispatcherPropertyTest {

    private static final int RUNS = 400;
    private static final int STEPS = 400;

    static LongStream seeds() {
        return LongStream.range(0, RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theInvariantHoldsWhateverHappens(long seed) {
        Run run = new Run(seed);
        try {
            run.begin();
            run.end();
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nafter the steps: "
                    + String.join(", ", run.steps), e);
        }
    }

    /** One run, and a model of what the dispatcher should do. */
    private static final class Run {

        private final VirtualClock clock = new VirtualClock();
        private final Executor model = clock.kitchenClock().scheduler()::execute;
        private final Executor executor = command -> clock.kitchenClock().scheduler().execute(() -> checked(command));
        private final SplittableRandom random;
        private final AnyQueue queue;
        private final OrderDispatcher<Integer> dispatcher;
        private final int largestBatch;
        private final boolean cancels;
        private final List<String> steps = new ArrayList<>();
        private final List<TestClaim> claims = new ArrayList<>();
        private final Set<TestClaim> ready = new LinkedHashSet<>();
        private int arrived;
        private int emitted;
        private boolean closed;

        private Run(long seed) {
            random = new SplittableRandom(seed);
            queue = new AnyQueue(random.nextInt(1, 6));
            dispatcher = new OrderDispatcher<>(queue, clock.kitchenClock(), executor);
            // So large that not all of it is requested at once, in some of the runs.
            largestBatch = random.nextInt(4) == 0 ? 3 * OrderDispatcher.MAX_AHEAD : random.nextInt(1, 12);
            cancels = random.nextBoolean();
        }

        private void begin() {
            int closing = random.nextInt(4) == 0 ? random.nextInt(STEPS) : STEPS;
            for (int step = 0; step < STEPS; step++) {
                if (step == closing) {
                    close();
                }
                anything();
                // Otherwise the next step comes before this one has had any effect.
                if (random.nextInt(3) > 0) {
                    clock.advance(Duration.ofNanos(random.nextLong(1_500_000)));
                }
            }
        }

        private void anything() {
            switch (random.nextInt(12)) {
                case 0, 1 -> claim();
                case 2, 3, 4 -> open().ifPresent(claim -> ask(claim, random.nextInt(8) == 0 ? Long.MAX_VALUE
                        : random.nextLong(1, 4)));
                case 5 -> {
                    if (cancels && random.nextInt(3) == 0) {
                        open().ifPresent(this::cancel);
                    }
                }
                case 6, 7, 8 -> queue.arrive(random.nextInt(1, 4));
                case 9 -> queue.arrive(random.nextInt(1, 2 * largestBatch + 1));
                case 10 -> queue.endOfWait();
                default -> {
                    step("1 s");
                    settle();
                    assertThatNobodyIsForgotten();
                }
            }
        }

        private void end() {
            if (random.nextBoolean()) {
                close();
            } else {
                claims.forEach(claim -> {
                    claim.patient = false;
                    claim.greedy = true;
                    ask(claim, Long.MAX_VALUE);
                });
                for (int wait = 0; wait < 2 * STEPS && claims.stream().anyMatch(claim -> !claim.over); wait++) {
                    queue.endAllWaits();
                    settle();
                    assertThatNobodyIsForgotten();
                }
            }
            settle();
            assertThat(claims).as("every claim is over").allMatch(claim -> claim.over);
        }

        private void claim() {
            TestClaim claim = new TestClaim(this, random.nextInt(1, largestBatch + 1), random.nextBoolean(),
                    random.nextInt(4) == 0);
            step("claim " + claim);
            claims.add(claim);
            model.execute(claim::begun);
            dispatcher.claim(claim.batch, () -> claim.patient, executor).subscribe().withSubscriber(claim);
            long atOnce = random.nextLong(3);
            if (atOnce > 0) {
                ask(claim, atOnce);
            }
        }

        private void ask(TestClaim claim, long most) {
            step(claim + " asks for " + (most == Long.MAX_VALUE ? "all" : most));
            claim.ask(most);
        }

        private void cancel(TestClaim claim) {
            step("cancel " + claim);
            model.execute(claim::left);
            claim.subscription.cancel();
        }

        private void close() {
            step("close");
            model.execute(() -> closed = true);
            dispatcher.close();
        }

        private Optional<TestClaim> open() {
            List<TestClaim> open = claims.stream().filter(claim -> !claim.over).toList();
            return open.isEmpty() ? Optional.empty() : Optional.of(open.get(random.nextInt(open.size())));
        }

        private void settle() {
            clock.advance(Duration.ofSeconds(1));
        }

        private void step(String what) {
            steps.add(what);
        }

        private void checked(Runnable command) {
            try {
                command.run();
            } catch (RuntimeException e) {
                // The embedded event loop would keep it for itself.
                throw new AssertionError("the dispatcher threw " + e, e);
            }
            Counters counters = dispatcher.counters();
            assertThat(counters.capacity()).as("capacity: %s", counters).isEqualTo(counters.leftOfClaims());
            assertThat(counters.requested()).as("requested: %s", counters).isEqualTo(queue.stillToCome());
            assertThat(counters.openRequests()).as("open requests: %s", counters).isEqualTo(queue.open.size())
                    .isLessThanOrEqualTo(queue.most);
            assertThat(counters.buffered() == 0 || counters.ready() == 0).as("buffered or ready: %s", counters).isTrue();
            // Only a claim that is cancelled, or closing, may leave orders without a claim.
            if (!cancels && !closed) {
                assertThat(counters.buffered() + counters.requested()).as("every order has a claim: %s", counters)
                        .isLessThanOrEqualTo(counters.capacity());
            }
            assertThat(counters.buffered()).as("arrived %d, emitted %d, closed %s", arrived, emitted, closed)
                    .isEqualTo(closed ? 0 : arrived - emitted);
        }

        // Once nothing is on its way any more.
        private void assertThatNobodyIsForgotten() {
            Counters counters = dispatcher.counters();
            assertThat(ready).as("ready: %s", counters).hasSize(counters.ready());
            if (counters.openRequests() < queue.most) {
                assertThat(counters.ready() == 0 || counters.requested() > 0).as("a ready claim waits: %s", counters).isTrue();
            }
            // Of huge batches, half of what is held ahead is enough for now.
            if (counters.openRequests() == 0 && counters.buffered() < OrderDispatcher.LEAST_AHEAD / 2) {
                assertThat(counters.capacity()).as("no request for what is missing: %s", counters)
                        .isLessThanOrEqualTo(counters.buffered());
            }
        }

        /** Hands out and ends its requests when the run says so, in any order. */
        private final class AnyQueue implements OrderQueue<Integer> {

            private final List<Request> open = new ArrayList<>();
            private final int most;

            private AnyQueue(int most) {
                this.most = most;
            }

            @Override
            public void pull(int batch, PullListener<Integer> listener) {
                step("(pull " + batch + ")");
                Counters counters = dispatcher.counters();
                assertThat(batch).isPositive();
                assertThat(counters.buffered() + counters.requested()).as("not more than can be taken: %s", counters)
                        .isLessThanOrEqualTo(counters.capacity())
                        .isLessThanOrEqualTo(counters.ready() + OrderDispatcher.MAX_AHEAD);
                open.add(new Request(batch, listener));
            }

            @Override
            public int maxOpenRequests() {
                return most;
            }

            private long stillToCome() {
                return open.stream().mapToLong(request -> request.left).sum();
            }

            private void arrive(int howMany) {
                step("arrive " + howMany);
                for (int n = 0; n < howMany; n++) {
                    executor.execute(() -> any(open.stream().filter(request -> request.left > 0).toList())
                            .ifPresent(Request::arrive));
                }
            }

            private void endOfWait() {
                step("end of a wait");
                executor.execute(() -> any(open).ifPresent(Request::complete));
            }

            private void endAllWaits() {
                step("end of all waits");
                executor.execute(() -> List.copyOf(open).forEach(Request::complete));
            }

            private Optional<Request> any(List<Request> requests) {
                return requests.isEmpty() ? Optional.empty()
                        : Optional.of(requests.get(random.nextInt(requests.size())));
            }

            private final class Request {

                private final OrderQueue.PullListener<Integer> listener;
                private int left;

                private Request(int batch, OrderQueue.PullListener<Integer> listener) {
                    this.left = batch;
                    this.listener = listener;
                }

                private void arrive() {
                    left--;
                    listener.onOrder(arrived++);
                    // That it is full may be told at once, or later.
                    if (left == 0 && random.nextBoolean()) {
                        complete();
                    }
                }

                private void complete() {
                    if (open.remove(this)) {
                        listener.onComplete();
                    }
                }
            }
        }
    }

    /** A subscriber, and what the dispatcher should know of it. */
    private static final class TestClaim implements MultiSubscriber<Integer> {

        private final Run run;
        private final int number;
        private final int batch;
        private boolean patient;
        private boolean greedy;
        private Flow.Subscription subscription;
        private boolean open;
        private boolean over;
        private long demand;
        private int received;

        private TestClaim(Run run, int batch, boolean greedy, boolean patient) {
            this.run = run;
            this.number = run.claims.size();
            this.batch = batch;
            this.greedy = greedy;
            this.patient = patient;
        }

        // Told on the executor just before the dispatcher is, as are the next two.
        private void begun() {
            if (!over && !run.closed) {
                open = true;
                becomeReady();
            }
        }

        private void asked(long most) {
            demand = demand + most < 0 ? Long.MAX_VALUE : demand + most;
            becomeReady();
        }

        private void left() {
            over = true;
            open = false;
            run.ready.remove(this);
        }

        private void becomeReady() {
            if (open && demand > 0) {
                run.ready.add(this);
            }
        }

        private void ask(long most) {
            run.model.execute(() -> asked(most));
            subscription.request(most);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onItem(Integer order) {
            assertThat(run.closed).as("nothing after closing").isFalse();
            assertThat(over).as("nothing after the end of %s", this).isFalse();
            assertThat(order).as("in the order of arrival, each once").isEqualTo(run.emitted);
            assertThat(demand).as("demand of %s", this).isPositive();
            assertThat(run.ready).as("ready longest").first().isEqualTo(this);
            run.emitted++;
            received++;
            assertThat(received).as("orders of %s", this).isLessThanOrEqualTo(batch);
            demand--;
            run.ready.remove(this);
            if (received < batch) {
                becomeReady();
            }
            if (greedy && run.random.nextBoolean()) {
                ask(1);
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            throw new AssertionError(this + " failed", failure);
        }

        @Override
        public void onCompletion() {
            assertThat(over).as("%s completes once", this).isFalse();
            left();
        }

        @Override
        public String toString() {
            return "#" + number + "/" + batch;
        }
    }
}
