package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import io.boxbox.maestro.rehearsal.VirtualClock;

/**
 * A queue on a virtual clock that hands out as JetStream does: to the pulls that wait, in turn, and each pull is over when it
 * is full or its wait has passed. Writes down each pull with its time and size.
 */
final class TestQueue<T> implements OrderQueue<T> {

    final List<String> pulls = new ArrayList<>();
    Duration wait = Duration.ofSeconds(5);
    int mostPulls = 16;

    private final VirtualClock clock;
    private final Function<String, T> order;
    private final Deque<String> orders = new ArrayDeque<>();
    private final Deque<Waiting<T>> waiting = new ArrayDeque<>();

    /** @param order makes what comes out of the queue from what was placed */
    TestQueue(VirtualClock clock, Function<String, T> order) {
        this.clock = clock;
        this.order = order;
    }

    void place(String... placed) {
        orders.addAll(List.of(placed));
        handOut();
        clock.advance(Duration.ZERO);
    }

    /** Orders that no pull has taken. */
    int left() {
        return orders.size();
    }

    @Override
    public void pull(int most, Pull<T> pull) {
        pulls.add(clock.elapsed().toMillis() + " " + most);
        Waiting<T> request = new Waiting<>(most, pull);
        waiting.add(request);
        clock.kitchenClock().pause(wait).subscribe().with(passed -> {
            if (waiting.remove(request)) {
                pull.over();
            }
        });
        clock.kitchenClock().scheduler().execute(this::handOut);
    }

    @Override
    public int mostPulls() {
        return mostPulls;
    }

    private void handOut() {
        while (!orders.isEmpty() && !waiting.isEmpty()) {
            Waiting<T> next = waiting.poll();
            next.left--;
            next.pull.arrived(order.apply(orders.poll()));
            if (next.left == 0) {
                next.pull.over();
            } else {
                waiting.add(next);
            }
        }
    }

    private static final class Waiting<T> {

        private final Pull<T> pull;
        private int left;

        private Waiting(int left, Pull<T> pull) {
            this.left = left;
            this.pull = pull;
        }
    }
}
