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
 * Where the maestros of a brigade pick up their orders. Each claims a batch of his own; what they may hold together is pulled
 * from the queue in few requests. An order goes to the maestro who has been ready longest, and waits here while nobody is:
 * never behind one who smokes while another has nothing to do.
 * <p>
 * May be used from any thread; everything happens on the executor, and orders are emitted there.
 *
 * @param <T> an order as it comes out of the queue
 */
public final class Desk<T> {

    /** As many may wait here for a maestro beyond those that somebody is ready for, however large the batches are. */
    static final int MOST_AHEAD = 1_024;

    // Claims that come one by one while others are open share a request.
    private static final long BETWEEN_PULLS_IN_MILLIS = 1;

    private final OrderQueue<T> queue;
    private final KitchenClock clock;
    private final Executor executor;

    // The oldest first.
    private final Set<Claim> open = new LinkedHashSet<>();
    // Those whose maestro has nothing to do, the one who has been ready longest first.
    private final Set<Claim> ready = new LinkedHashSet<>();
    private final Deque<T> waiting = new ArrayDeque<>();
    // How many more orders all open claims together may take.
    private long allowance;
    // How many orders may still arrive from all open pulls together.
    private long outstanding;
    private int pulls;
    private long claims;
    private boolean refillDue;
    private boolean closed;

    /**
     * @param clock for the pause between two requests
     * @param executor runs one command after the other, in their order, never within the call of {@code execute}
     */
    public Desk(OrderQueue<T> queue, KitchenClock clock, Executor executor) {
        this.queue = queue;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * One claim per subscription: it emits orders as they arrive and the subscriber asks for them, and completes when it has
     * emitted a batch, or when the queue's wait is over and no order is left for it.
     *
     * @param batch how many orders at most, 1 or more
     * @param patience is asked, on the executor, when the wait is over and the claim has brought nothing: true lets it wait as
     *        long again, which costs less than another claim
     */
    public Multi<T> claim(int batch, BooleanSupplier patience) {
        return Multi.createFrom().publisher(subscriber -> {
            Claim claim = new Claim(subscriber, batch, patience);
            subscriber.onSubscribe(claim);
            executor.execute(claim::begin);
        });
    }

    /** Ends all claims, and those to come; orders that wait here and those still to arrive go to nobody. */
    public void close() {
        executor.execute(() -> {
            closed = true;
            waiting.clear();
            while (!open.isEmpty()) {
                oldest().complete();
            }
        });
    }

    private void serve() {
        while (!waiting.isEmpty() && !ready.isEmpty()) {
            ready.iterator().next().take(waiting.poll());
        }
        if (!refillDue && pulls < queue.mostPulls() && shortage() > 0) {
            refillDue = true;
            if (pulls == 0) {
                executor.execute(this::refill);
            } else {
                clock.scheduler().schedule(() -> executor.execute(this::refill), BETWEEN_PULLS_IN_MILLIS, MILLISECONDS);
            }
        }
    }

    private void refill() {
        refillDue = false;
        int shortage = (int) shortage();
        if (shortage <= 0) {
            return;
        }
        pulls++;
        outstanding += shortage;
        queue.pull(shortage, new OpenPull(shortage));
    }

    private long shortage() {
        long held = waiting.size() + outstanding;
        long most = (long) ready.size() + MOST_AHEAD;
        if (allowance <= most) {
            return allowance - held;
        }
        // Refilled in halves, so that an order taken is not a request each.
        long shortage = most - held;
        return shortage >= MOST_AHEAD / 2 || outstanding < ready.size() ? shortage : 0;
    }

    // Takes what nobody will bring any more from the claims that were there when the pull began, the oldest first.
    private void endOfWait(long newestClaim) {
        long surplus = allowance - waiting.size() - outstanding;
        while (surplus > 0 && !open.isEmpty() && oldest().number <= newestClaim) {
            surplus -= oldest().endOfWait(surplus);
        }
        serve();
    }

    private Claim oldest() {
        return open.iterator().next();
    }

    private final class OpenPull implements OrderQueue.Pull<T> {

        private final long newestClaim = claims;
        private int left;

        private OpenPull(int size) {
            this.left = size;
        }

        @Override
        public void arrived(T order) {
            left--;
            outstanding--;
            if (!closed) {
                waiting.add(order);
                serve();
            }
        }

        @Override
        public void over() {
            pulls--;
            outstanding -= left;
            if (left > 0) {
                endOfWait(newestClaim);
            } else {
                serve();
            }
        }
    }

    private final class Claim implements Flow.Subscription {

        private final Subscriber<? super T> subscriber;
        private final int batch;
        private final BooleanSupplier patience;
        private int left;
        private long demand;
        private long number;
        private boolean over;

        private Claim(Subscriber<? super T> subscriber, int batch, BooleanSupplier patience) {
            this.subscriber = subscriber;
            this.batch = batch;
            this.patience = patience;
            this.left = batch;
        }

        private void begin() {
            if (closed) {
                complete();
            }
            if (over) {
                return;
            }
            number = ++claims;
            open.add(this);
            allowance += left;
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
            serve();
        }

        private void take(T order) {
            demand--;
            left--;
            allowance--;
            ready.remove(this);
            if (demand > 0 && left > 0) {
                ready.add(this);
            }
            subscriber.onNext(order);
            if (left == 0) {
                complete();
            }
        }

        // Returns how much of the surplus was its own.
        private long endOfWait(long surplus) {
            int less = (int) Math.min(left, surplus);
            if (left == batch && patience.getAsBoolean()) {
                open.remove(this);
                number = ++claims;
                open.add(this);
                return less;
            }
            left -= less;
            allowance -= less;
            if (left == 0) {
                complete();
            }
            return less;
        }

        private void complete() {
            if (!over) {
                end();
                subscriber.onComplete();
            }
        }

        private void end() {
            over = true;
            ready.remove(this);
            if (open.remove(this)) {
                allowance -= left;
            }
        }
    }
}
