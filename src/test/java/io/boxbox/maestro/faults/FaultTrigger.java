package io.boxbox.maestro.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Lets a fault hit a process when it reaches a chosen moment of an order. Thread-safe. */
final class FaultTrigger {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ScheduledExecutorService clock;
    private final Map<Integer, Armed> armed = new ConcurrentHashMap<>();

    FaultTrigger(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /**
     * Runs the action once: after the moment and the delay or, if the moment does not come, after some seconds.
     *
     * @param slot of the process whose moment it is
     * @param action gets the moment at which it runs
     */
    void arm(int slot, Moment moment, Duration delay, Consumer<Moment> action) {
        Armed fault = new Armed(moment, delay, action);
        armed.put(slot, fault);
        Duration patience = moment == Moment.ANY ? Duration.ZERO : PATIENCE;
        clock.schedule(() -> {
            if (armed.remove(slot, fault)) {
                action.accept(Moment.ANY);
            }
        }, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The process in this slot has reached this moment of some order. */
    void reached(int slot, Moment moment) {
        Armed fault = armed.get(slot);
        if (fault != null && fault.moment() == moment && armed.remove(slot, fault)) {
            clock.schedule(() -> fault.action().accept(moment), fault.delay().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private record Armed(Moment moment, Duration delay, Consumer<Moment> action) {
    }
}
