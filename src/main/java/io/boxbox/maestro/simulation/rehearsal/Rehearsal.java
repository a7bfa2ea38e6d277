package io.boxbox.maestro.simulation.rehearsal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

import io.boxbox.maestro.kitchen.Brigade;
import io.boxbox.maestro.kitchen.Brigade.EventLoop;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.OrderDispatcher;
import io.smallrye.mutiny.subscription.Cancellable;

/** One day of a brigade, lived through on a virtual clock by the very maestros who work on NATS: nothing in it waits. */
final class Rehearsal {

    private static final Duration STEP = Duration.ofMinutes(1);

    private final Scenario scenario;
    private final VirtualClock time = new VirtualClock();
    private final KitchenClock clock = time.kitchenClock();
    private final Arrivals arrivals;
    private final Day day;
    private final VirtualQueue<VirtualOrder> queue;

    private Rehearsal(Scenario scenario) {
        this.scenario = scenario;
        this.arrivals = new Arrivals(scenario);
        this.day = new Day(scenario.maestros(), scenario.length(), clock);
        this.queue = new VirtualQueue<>(clock, scenario.fetchWait());
    }

    /** Lives through the whole day. */
    static Day of(Scenario scenario) {
        return new Rehearsal(scenario).live(hopeful -> true);
    }

    /** Lives through the day for as long as there is hope, which is asked every minute of it. */
    static Day of(Scenario scenario, Predicate<Day> hope) {
        return new Rehearsal(scenario).live(hope);
    }

    private Day live(Predicate<Day> hope) {
        OrderDispatcher<VirtualOrder> desk = new OrderDispatcher<>(queue, clock, clock.scheduler());
        Brigade brigade = new Brigade(scenario.maestros(), scenario.habits(), new SplittableRandom(scenario.seed()),
                order -> clock.pause(scenario.timePerDough()).replaceWithVoid(),
                List.of(new EventLoop(clock, clock.scheduler())), day::on);
        Cancellable work = brigade.work(desk, scenario.batch()).subscribe().with(gone -> {
        });
        awaitNextOrder();
        while (time.elapsed().compareTo(scenario.length()) < 0 && hope.test(day)) {
            Duration left = scenario.length().minus(time.elapsed());
            time.advance(left.compareTo(STEP) < 0 ? left : STEP);
        }
        day.end();
        work.cancel();
        return day;
    }

    private void awaitNextOrder() {
        clock.scheduler().schedule(() -> {
            day.placed();
            queue.place(new VirtualOrder(clock.now(), day::begun));
            awaitNextOrder();
        }, arrivals.untilNext().toNanos(), NANOSECONDS);
    }
}
