package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.boxbox.maestro.rehearsal.VirtualClock;

/**
 * A queue on a virtual clock that hands out as JetStream does: to the pulls that wait, in turn, and each pull is over when it
 * is full or its wait has passed. Writes down each pull with its time and size.
 */
final class TestQueue implements OrderQueue<String> {

    final List<String> pulls = new ArrayList<>();
    Duration wait = Duration.ofSeconds(5);
    int mostPulls = 16;

    private final VirtualClock clock;
    private final Deque<String> orders = new ArrayDeque<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    TestQueue(VirtualClock clock) {
        this.clock = clock;
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
    public void pull(int most, Pull<String> pull) {
        pulls.add(clock.elapsed().toMillis() + " " + most);
        Waiting request = new Waiting(most, pull);
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
            Waiting next = waiting.poll();
            next.left--;
            next.pull.arrived(orders.poll());
            if (next.left == 0) {
                next.pull.over();
            } else {
                waiting.add(next);
            }
        }
    }

    private static final class Waiting {

        private final Pull<String> pull;
        private int left;

        private Waiting(int left, Pull<String> pull) {
            this.left = left;
            this.pull = pull;
        }
    }
}
