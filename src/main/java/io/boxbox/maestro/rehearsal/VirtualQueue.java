package io.boxbox.maestro.rehearsal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.OrderQueue;

/**
 * A queue on a virtual clock that hands out orders as JetStream does: to the requests that wait, in turn; a request is over
 * when it is full or its wait has passed. Confined to the clock's thread.
 */
final class VirtualQueue implements OrderQueue<VirtualOrder> {

    private static final int MOST_PULLS = 16;

    private final KitchenClock clock;
    private final Duration wait;
    private final LongConsumer begun;
    private final Deque<VirtualOrder> orders = new ArrayDeque<>();
    private final Deque<Request> requests = new ArrayDeque<>();

    /**
     * @param wait how long a request waits
     * @param begun is told of each order that is begun, by the moment at which it was placed, in nanoseconds of the clock
     */
    VirtualQueue(KitchenClock clock, Duration wait, LongConsumer begun) {
        this.clock = clock;
        this.wait = wait;
        this.begun = begun;
    }

    /** An order comes, now. */
    void place() {
        orders.add(new VirtualOrder(clock.now(), begun));
        handOut();
    }

    @Override
    public void pull(int most, Pull<VirtualOrder> pull) {
        Request request = new Request(most, pull);
        requests.add(request);
        clock.pause(wait).subscribe().with(passed -> request.end());
        clock.scheduler().execute(this::handOut);
    }

    @Override
    public int mostPulls() {
        return MOST_PULLS;
    }

    private void handOut() {
        while (!orders.isEmpty() && !requests.isEmpty()) {
            Request next = requests.poll();
            next.left--;
            if (next.left > 0) {
                requests.add(next);
            }
            next.pull.arrived(orders.poll());
            if (next.left == 0) {
                next.pull.over();
            }
        }
    }

    private final class Request {

        private final Pull<VirtualOrder> pull;
        private int left;

        private Request(int left, Pull<VirtualOrder> pull) {
            this.left = left;
            this.pull = pull;
        }

        private void end() {
            if (left > 0) {
                requests.remove(this);
                pull.over();
            }
        }
    }
}
