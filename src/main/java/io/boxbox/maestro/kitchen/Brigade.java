package io.boxbox.maestro.kitchen;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;

/**
 * The maestros who work in one kitchen: each with a batch, dice, smokes and a lunch of its own, all with the same habits. They
 * share nothing but the source of their claims. They may be spread over several event loops, evenly; each stays on his own.
 */
public final class Brigade {

    private final List<EventLoop> loops;
    private final List<Maestro> maestros;
    private volatile Runnable close = () -> {
    };

    /**
     * @param size how many maestros, 1 or more; they are numbered from 1
     * @param dice is split into one for each maestro, the same ones for the same seed
     * @param loops over which they are spread, one or more
     * @param events is told what happens, on the thread it happens on; it must neither block nor throw
     */
    public Brigade(int size, Habits habits, SplittableGenerator dice, Panettiere panettiere, List<EventLoop> loops,
            Consumer<? super KitchenEvent> events) {
        LunchHabit lunch = habits.lunch();
        this.loops = loops;
        this.maestros = IntStream.rangeClosed(1, size)
                .mapToObj(number -> new Maestro(number, habits.smoking(), lunch,
                        habits.firstLunches().due(number, size, lunch.period()),
                        dice.split(), panettiere, loopOf(number).clock(), events))
                .toList();
    }

    /**
     * Works until told to {@link #leave}.
     *
     * @param dispatcher where they claim their orders
     * @param batch how many orders each claims at once, 1 or more
     * @return completes once all have left; never fails
     */
    public Uni<Void> work(OrderDispatcher<? extends ClaimedOrder> dispatcher, int batch) {
        close = dispatcher::close;
        return Uni.join().all(maestros.stream()
                .map(maestro -> maestro.work(dispatcher.claim(batch, () -> !maestro.isLunchDue(),
                        loopOf(maestro.number()).executor())))
                .toList())
                .andCollectFailures()
                .replaceWithVoid();
    }

    private EventLoop loopOf(int number) {
        return loops.get((number - 1) % loops.size());
    }

    /** Closes the dispatcher and sends all maestros home, see {@link Maestro#leave()}. */
    public void leave() {
        maestros.forEach(Maestro::leave);
        close.run();
    }

    /**
     * Where some of the maestros live.
     *
     * @param clock what follows a pause runs on the loop
     * @param executor runs commands on the loop
     */
    public record EventLoop(KitchenClock clock, Executor executor) {
    }
}
