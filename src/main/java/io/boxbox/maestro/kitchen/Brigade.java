package io.boxbox.maestro.kitchen;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;

/**
 * The maestros who work in one kitchen: each with a batch, dice, smokes and a lunch of his own, all with the same habits. They
 * share nothing but the source of their claims.
 */
public final class Brigade {

    private final List<Maestro> maestros;
    private volatile Runnable close = () -> {
    };

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
     * @param desk where they pick up their orders
     * @param batch how many orders each claims at once, 1 or more
     * @return completes once everybody has left; never fails
     */
    public Uni<Void> work(Desk<? extends ClaimedOrder> desk, int batch) {
        close = desk::close;
        return Uni.join().all(maestros.stream()
                .map(maestro -> maestro.work(desk.claim(batch, () -> !maestro.isLunchDue()))).toList())
                .andCollectFailures()
                .replaceWithVoid();
    }

    /** Closes the desk and tells everybody to go home, see {@link Maestro#leave()}. */
    public void leave() {
        maestros.forEach(Maestro::leave);
        close.run();
    }
}
