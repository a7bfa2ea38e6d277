package io.boxbox.maestro.kitchen;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * The maestros who work in one kitchen: each with a batch, dice, smokes and a lunch of his own, all with the same habits. They
 * share nothing but the source of their claims.
 */
public final class Brigade {

    private final List<Maestro> maestros;

    /**
     * @param size how many maestros, 1 or more; they are numbered from 1
     * @param dice is split into one for each maestro, the same ones for the same seed
     * @param story is told what happens, on the thread it happens on; it must neither block nor throw
     */
    public Brigade(int size, Habits habits, SplittableGenerator dice, Panettiere panettiere, KitchenClock clock,
            Consumer<? super KitchenEvent> story) {
        LunchHabit lunch = habits.lunch();
        this.maestros = IntStream.rangeClosed(1, size)
                .mapToObj(number -> new Maestro(number, habits.smoking(), lunch,
                        habits.firstLunches().due(number, size, lunch.period()),
                        dice.split(), panettiere, clock, story))
                .toList();
    }

    /**
     * Works until told to {@link #leave}.
     *
     * @param claim each subscription claims one batch for one maestro: it emits orders as they arrive and completes when the
     *        batch is full or its wait is over
     * @return completes once everybody has left; never fails
     */
    public Uni<Void> work(Multi<? extends ClaimedOrder> claim) {
        return Uni.join().all(maestros.stream().map(maestro -> maestro.work(claim)).toList()).andCollectFailures()
                .replaceWithVoid();
    }

    /** Tells everybody to go home, see {@link Maestro#leave()}. */
    public void leave() {
        maestros.forEach(Maestro::leave);
    }
}
