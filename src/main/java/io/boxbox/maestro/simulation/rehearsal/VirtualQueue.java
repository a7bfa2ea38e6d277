package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.OrderQueue;

/**
 * A queue in memory that hands out orders as JetStream does: to the pull requests that wait, in turn; a request is over when it
 * is full or its wait has passed. Confined to the thread of the clock.
 *
 * @param <T> an order
 */
public final class VirtualQueue<T> implements OrderQueue<T> {

    private static final int MAX_OPEN_REQUESTS = 16;

    private final KitchenClock clock;
    private final Duration wait;
    private final int maxOpenRequests;
    private final Deque<T> orders = new ArrayDeque<>();
    private final Deque<PullRequest> requests = new ArrayDeque<>();

    /** @param wait how long a request waits for orders */
    public VirtualQueue(KitchenClock clock, Duration wait) {
        this(clock, wait, MAX_OPEN_REQUESTS);
    }

    /**
     * @param wait how long a request waits for orders
     * @param maxOpenRequests 1 or more
     */
    public VirtualQueue(KitchenClock clock, Duration wait, int maxOpenRequests) {
        this.clock = clock;
        this.wait = wait;
        this.maxOpenRequests = maxOpenRequests;
    }

    /** An order comes, now. */
    public void place(T order) {
        orders.add(order);
        handOut();
    }

    /** How many orders no request has taken yet. */
    public int left() {
        return orders.size();
    }

    @Override
    public void pull(int batch, PullListener<T> listener) {
        PullRequest request = new PullRequest(batch, listener);
        requests.add(request);
        clock.pause(wait).subscribe().with(passed -> request.end());
        clock.scheduler().execute(this::handOut);
    }

    @Override
    public int maxOpenRequests() {
        return maxOpenRequests;
    }

    private void handOut() {
        while (!orders.isEmpty() && !requests.isEmpty()) {
            PullRequest next = requests.poll();
            next.left--;
            if (next.left > 0) {
                requests.add(next);
            }
            next.listener.onOrder(orders.poll());
            if (next.left == 0) {
                next.listener.onComplete();
            }
        }
    }

    private final class PullRequest {

        private final PullListener<T> listener;
        private int left;

        private PullRequest(int left, PullListener<T> listener) {
            this.left = left;
            this.listener = listener;
        }

        private void end() {
            if (left > 0) {
                requests.remove(this);
                listener.onComplete();
            }
        }
    }
}
