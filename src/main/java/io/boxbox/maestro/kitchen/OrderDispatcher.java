package io.boxbox.maestro.kitchen;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Multi;

/**
 * Dispatches orders to the claims of a brigade's maestros. What all of them may hold together is pulled from the queue in few
 * requests. An order goes to the claim that has been ready longest, and is buffered while none is: never behind a maestro who
 * smokes while another has nothing to do.
 * <p>
 * The invariant, after each command on the executor:
 * <ul>
 * <li>{@code capacity} is the sum of what each open claim may still take;</li>
 * <li>{@code requested} is the sum of what each open pull request may still bring;</li>
 * <li>an order is buffered only while no claim is ready;</li>
 * <li>{@code buffered + requested} is at most {@code capacity}, and at most {@link #MAX_AHEAD} more than there are ready
 * claims,
 * when a request is opened: nothing is requested that no claim could take. A claim that is cancelled later makes it less
 * true, and the surplus waits for the next claim;</li>
 * <li>{@code requested} is at most {@link #MAX_REQUESTED};</li>
 * <li>at most {@link OrderQueue#maxOpenRequests} pull requests are open.</li>
 * </ul>
 * May be used from any thread; everything happens on the executor, and orders are emitted where their claim wants them.
 *
 * @param <T> an order as it comes out of the queue
 */
public final class OrderDispatcher<T> {

    /**
     * How many orders may be buffered beyond those that a claim is ready for, however large the batches are: one for each
     * claim, or this, whichever is more. Each is memory that the collector copies, and an order that no other process can
     * have.
     */
    static final int LEAST_AHEAD = 256;
    /** And no more than this. */
    static final int MAX_AHEAD = 1_024;
    /**
     * How many orders may be on their way at once, however many claims are ready: with more, a brigade of 100,000 would have
     * that many in memory before it can begin them.
     */
    static final int MAX_REQUESTED = 4_096;

    // Claims that come one by one while other requests are open share a request.
    private static final long PAUSE_BETWEEN_REQUESTS_IN_MILLIS = 1;

    private final OrderQueue<T> queue;
    private final KitchenClock clock;
    private final Executor executor;

    // The oldest first.
    private final Set<Claim> open = new LinkedHashSet<>();
    // Those whose maestro has nothing to do, the one that has been ready longest first.
    private final Set<Claim> ready = new LinkedHashSet<>();
    private final Deque<T> buffered = new ArrayDeque<>();
    private long capacity;
    private long requested;
    private int openRequests;
    private long newestClaim;
    private boolean requestDue;
    private boolean closed;

    /**
     * @param clock for the pause between two requests
     * @param executor runs one command after the other, in their order, never within the call of {@code execute}
     */
    public OrderDispatcher(OrderQueue<T> queue, KitchenClock clock, Executor executor) {
        this.queue = queue;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * One claim per subscription: it emits orders as they arrive and the subscriber asks for them, and completes when it has
     * emitted a batch, or when the queue's wait is over and no order is left for it.
     *
     * @param batch how many orders at most, 1 or more
     * @param keepOpen is asked, on the executor, when the wait is over and the claim has brought nothing: true lets it wait as
     *        long again, which costs less than another claim
     * @param where the orders are emitted, one after the other; at once if it is the dispatcher's own executor
     */
    public Multi<T> claim(int batch, BooleanSupplier keepOpen, Executor where) {
        return Multi.createFrom().publisher(subscriber -> {
            Claim claim = new Claim(subscriber, batch, keepOpen, where);
            subscriber.onSubscribe(claim);
            executor.execute(claim::begin);
        });
    }

    /** Ends all claims, and those to come; orders that are buffered and those still to arrive are dropped. */
    public void close() {
        executor.execute(() -> {
            closed = true;
            buffered.clear();
            while (!open.isEmpty()) {
                oldest().complete();
            }
        });
    }

    /** The counters of the invariant, for tests. To be read on the executor. */
    Counters counters() {
        return new Counters(capacity, open.stream().mapToLong(claim -> claim.left).sum(), requested, buffered.size(),
                ready.size(), openRequests);
    }

    private void dispatch() {
        while (!buffered.isEmpty() && !ready.isEmpty()) {
            ready.iterator().next().take(buffered.poll());
        }
        if (!requestDue && openRequests < queue.maxOpenRequests() && shortage() > 0) {
            requestDue = true;
            if (openRequests == 0) {
                executor.execute(this::request);
            } else {
                clock.scheduler().schedule(() -> executor.execute(this::request), PAUSE_BETWEEN_REQUESTS_IN_MILLIS,
                        MILLISECONDS);
            }
        }
    }

    private void request() {
        requestDue = false;
        int shortage = (int) shortage();
        if (shortage <= 0) {
            return;
        }
        openRequests++;
        requested += shortage;
        queue.pull(shortage, new PullRequest(shortage));
    }

    private long shortage() {
        long wanted = wanted();
        long room = MAX_REQUESTED - requested;
        // Refilled in halves here, too.
        return wanted <= room ? wanted : room >= MAX_REQUESTED / 2 ? room : 0;
    }

    private long wanted() {
        long expected = buffered.size() + requested;
        long ahead = Math.min(MAX_AHEAD, Math.max(LEAST_AHEAD, open.size()));
        long most = ready.size() + ahead;
        if (capacity <= most) {
            return capacity - expected;
        }
        // Refilled in halves, so that an order taken is not a request each.
        long shortage = most - expected;
        return shortage >= ahead / 2 || requested < ready.size() ? shortage : 0;
    }

    // Takes what no request will bring any more from the claims that were there when the request was opened, the oldest first.
    private void endOfWait(long newestWhenOpened) {
        long surplus = capacity - buffered.size() - requested;
        while (surplus > 0 && !open.isEmpty() && oldest().number <= newestWhenOpened) {
            surplus -= oldest().endOfWait(surplus);
        }
        dispatch();
    }

    private Claim oldest() {
        return open.iterator().next();
    }

    /**
     * @param capacity as counted
     * @param leftOfClaims what it has to be
     */
    record Counters(long capacity, long leftOfClaims, long requested, int buffered, int ready, int openRequests) {
    }

    private final class PullRequest implements OrderQueue.PullListener<T> {

        private final long newestWhenOpened = newestClaim;
        private int left;

        private PullRequest(int batch) {
            this.left = batch;
        }

        @Override
        public void onOrder(T order) {
            if (left > 0) {
                left--;
                requested--;
            }
            if (!closed) {
                buffered.add(order);
                dispatch();
            }
        }

        @Override
        public void onComplete() {
            openRequests--;
            requested -= left;
            if (left > 0) {
                endOfWait(newestWhenOpened);
            } else {
                dispatch();
            }
        }
    }

    private final class Claim implements Flow.Subscription {

        private final Subscriber<? super T> subscriber;
        private final int batch;
        private final BooleanSupplier keepOpen;
        private final Executor where;
        private int left;
        private long demand;
        private long number;
        private boolean over;

        private Claim(Subscriber<? super T> subscriber, int batch, BooleanSupplier keepOpen, Executor where) {
            this.subscriber = subscriber;
            this.batch = batch;
            this.keepOpen = keepOpen;
            this.where = where;
            this.left = batch;
        }

        private void begin() {
            if (closed) {
                complete();
            }
            if (over) {
                return;
            }
            number = ++newestClaim;
            open.add(this);
            capacity += left;
            becomeReady();
        }

        @Override
        public void request(long most) {
            executor.execute(() -> {
                demand = demand + most < 0 ? Long.MAX_VALUE : demand + most;
                becomeReady();
            });
        }

        @Override
        public void cancel() {
            executor.execute(this::end);
        }

        private void becomeReady() {
            if (demand > 0 && open.contains(this)) {
                ready.add(this);
            }
            dispatch();
        }

        private void take(T order) {
            demand--;
            left--;
            capacity--;
            ready.remove(this);
            if (demand > 0 && left > 0) {
                ready.add(this);
            }
            emit(() -> subscriber.onNext(order));
            if (left == 0) {
                complete();
            }
        }

        // Returns how much of the surplus was its own.
        private long endOfWait(long surplus) {
            int less = (int) Math.min(left, surplus);
            if (left == batch && keepOpen.getAsBoolean()) {
                open.remove(this);
                number = ++newestClaim;
                open.add(this);
                return less;
            }
            left -= less;
            capacity -= less;
            if (left == 0) {
                complete();
            }
            return less;
        }

        private void complete() {
            if (!over) {
                end();
                emit(subscriber::onComplete);
            }
        }

        private void emit(Runnable signal) {
            if (where == executor) {
                signal.run();
            } else {
                where.execute(signal);
            }
        }

        private void end() {
            over = true;
            ready.remove(this);
            if (open.remove(this)) {
                capacity -= left;
            }
        }
    }
}
