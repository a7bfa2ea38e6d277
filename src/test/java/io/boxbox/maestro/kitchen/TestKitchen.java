package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.boxbox.maestro.kitchen.OrderQueue.PullListener;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.boxbox.maestro.simulation.rehearsal.VirtualQueue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * A kitchen on a virtual clock with one maestro: each of his claims is a pull request of its own, a Panettiere does as told,
 * and a diary has everything that happens, each entry with its time.
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

    private VirtualQueue<TestOrder> queue;
    private Runnable endClaim;
    private Maestro maestro;
    private Cancellable work;

    /** The maestro begins to work. */
    TestKitchen open() {
        queue = new VirtualQueue<>(clock.kitchenClock(), fetchWait);
        maestro = new Maestro(1, smoking, lunch, lunch.period(), new SplittableRandom(42), this::makeDough,
                clock.kitchenClock(), this::hear);
        work = maestro.work(Multi.createFrom().deferred(this::claim)).subscribe().with(gone -> note("gone"));
        advance(Duration.ZERO);
        return this;
    }

    void cancel() {
        work.cancel();
    }

    /** Closing time: the maestro hears of it, and the queue ends the open claim. */
    void close() {
        maestro.leave();
        endClaim.run();
        advance(Duration.ZERO);
    }

    void place(String... orders) {
        Stream.of(orders).map(id -> new TestOrder(id, this::note)).forEach(queue::place);
        advance(Duration.ZERO);
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    MaestroState state() {
        return maestro.state();
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
            endClaim = emitter::complete;
            queue.pull(batchSize, new PullListener<>() {

                @Override
                public void onOrder(TestOrder order) {
                    emitter.emit(order);
                }

                @Override
                public void onComplete() {
                    emitter.complete();
                }
            });
        });
    }

    private void hear(KitchenEvent event) {
        events.add(event);
    }

    private void note(String entry) {
        diary.add(clock.elapsed().toMillis() + " " + entry);
    }
}
