package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.smallrye.mutiny.Multi;

/** The people who order. */
public final class Crowd {

    private final CrowdHabit habit;
    private final KitchenClock clock;
    private final RandomGenerator dice;

    public Crowd(CrowdHabit habit, KitchenClock clock, RandomGenerator dice) {
        this.habit = habit;
        this.clock = clock;
        this.dice = dice;
    }

    /**
     * Comes when subscribed to and goes home after {@code stay}.
     *
     * @return what it does, each act at its moment on the clock's scheduler; completes when the crowd goes home
     */
    public Multi<Timetable.Act> come(Duration stay) {
        return Multi.createFrom().deferred(() -> {
            long start = clock.now();
            return Multi.createFrom().iterable(() -> new Timetable(habit, stay, dice))
                    .onItem().transformToUniAndConcatenate(
                            entry -> clock.pause(entry.at().minus(clock.since(start))).replaceWith(entry.act()));
        });
    }
}
