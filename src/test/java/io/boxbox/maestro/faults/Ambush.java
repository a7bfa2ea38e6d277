package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lies in wait until a maestro reaches a moment of an order, and strikes him then. Thread-safe. */
final class Ambush {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ScheduledExecutorService clock;
    private final Map<Integer, Trap> traps = new ConcurrentHashMap<>();

    Ambush(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /**
     * Strikes once: after the moment and the delay or, if the moment does not come, after some seconds.
     *
     * @param strike gets the moment at which it was struck
     */
    void lay(int maestro, Moment moment, Duration delay, Consumer<Moment> strike) {
        Trap trap = new Trap(moment, delay, strike);
        traps.put(maestro, trap);
        Duration patience = moment == Moment.ANY ? Duration.ZERO : PATIENCE;
        clock.schedule(() -> {
            if (traps.remove(maestro, trap)) {
                strike.accept(Moment.ANY);
            }
        }, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A maestro has reached this moment of some order. */
    void reached(int maestro, Moment moment) {
        Trap trap = traps.get(maestro);
        if (trap != null && trap.moment() == moment && traps.remove(maestro, trap)) {
            clock.schedule(() -> trap.strike().accept(moment), trap.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private record Trap(Moment moment, Duration delay, Consumer<Moment> strike) {
    }
}
