package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.rehearsal.VirtualClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.MultiEmitter;

/**
 * A kitchen on a virtual clock: a queue that hands out batches as JetStream does, a Panettiere that does as told, and a diary
 * of everything that happens, each entry with its time.
 */
final class TestKitchen {

    static final SmokingHabit NO_SMOKE = new SmokingHabit(Duration.ZERO, 0, 1);
    static final LunchHabit NO_LUNCH = new LunchHabit(Duration.ofDays(1), Duration.ZERO);

    final VirtualClock clock = new VirtualClock();
    final List<String> diary = new ArrayList<>();
    final List<KitchenEvent> events = new ArrayList<>();
    final Map<String, Uni<Void>> dough = new HashMap<>();

    int batchSize = 10;
    Duration fetchWait = Duration.ofSeconds(5);
    Duration timePerDough = Duration.ZERO;
    SmokingHabit smoking = NO_SMOKE;
    LunchHabit lunch = NO_LUNCH;

    private final Deque<String> waiting = new ArrayDeque<>();
    private OpenClaim openClaim;
    private Maestro maestro;
    private Cancellable work;

    /** The maestro begins his day. */
    TestKitchen open() {
        maestro = new Maestro(1, smoking, lunch, lunch.period(), new SplittableRandom(42), this::makeDough,
                clock.kitchenClock(), this::hear);
        work = maestro.work(Multi.createFrom().deferred(this::claim)).subscribe().with(gone -> note("gone"));
        advance(Duration.ZERO);
        return this;
    }

    void cancel() {
        work.cancel();
    }

    /** Closing time: the maestro hears of it, and the queue ends his claim. */
    void close() {
        maestro.leave();
        if (openClaim != null) {
            openClaim.over();
        }
        advance(Duration.ZERO);
    }

    void place(String... orders) {
        waiting.addAll(List.of(orders));
        handOut();
        advance(Duration.ZERO);
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    String status() {
        return maestro.status().toString();
    }

    /** The entries of the diary that begin with the given word, without their times. */
    List<String> entries(String word) {
        return diary.stream().map(entry -> entry.substring(entry.indexOf(' ') + 1)).filter(entry -> entry.startsWith(word))
                .toList();
    }

    private Uni<Void> makeDough(Order order) {
        note("dough " + order.id() + " " + order.size() + " " + order.border());
        return dough.getOrDefault(order.id(), clock.kitchenClock().pause(timePerDough).replaceWithVoid());
    }

    private Multi<ClaimedOrder> claim() {
        return Multi.createFrom().emitter(emitter -> {
            note("claim");
            openClaim = new OpenClaim(emitter, batchSize);
            OpenClaim mine = openClaim;
            Cancellable end = clock.kitchenClock().pause(fetchWait).subscribe().with(passed -> mine.over());
            emitter.onTermination(end::cancel);
            handOut();
        });
    }

    private void handOut() {
        while (openClaim != null && !waiting.isEmpty()) {
            openClaim.handOut(waiting.poll());
        }
    }

    private void hear(KitchenEvent event) {
        events.add(event);
    }

    private void note(String entry) {
        diary.add(clock.elapsed().toMillis() + " " + entry);
    }

    private final class OpenClaim {

        private final MultiEmitter<? super ClaimedOrder> emitter;
        private int room;

        private OpenClaim(MultiEmitter<? super ClaimedOrder> emitter, int room) {
            this.emitter = emitter;
            this.room = room;
        }

        private void handOut(String id) {
            emitter.emit(new TestOrder(id, TestKitchen.this::note));
            room--;
            if (room == 0) {
                over();
            }
        }

        private void over() {
            if (openClaim == this) {
                openClaim = null;
            }
            emitter.complete();
        }
    }
}
