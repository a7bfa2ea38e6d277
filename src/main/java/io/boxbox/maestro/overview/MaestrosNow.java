package io.boxbox.maestro.overview;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchDue;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeStarted;

/** What each maestro of this process is doing, by what the kitchen tells; hears it first. May be asked from any thread. */
@ApplicationScoped
public class MaestrosNow {

    private static final long NO_LUNCH = Long.MAX_VALUE;
    private static final State[] STATES = State.values();

    private final AtomicIntegerArray counts = new AtomicIntegerArray(STATES.length);
    private final AtomicIntegerArray stateOfMaestro;
    // In milliseconds of the epoch.
    private final AtomicLongArray lunchOfMaestro;

    MaestrosNow(MaestroSettings settings) {
        int size = settings.brigadeSize();
        stateOfMaestro = new AtomicIntegerArray(size);
        lunchOfMaestro = new AtomicLongArray(size);
        for (int i = 0; i < size; i++) {
            lunchOfMaestro.setPlain(i, NO_LUNCH);
        }
        counts.set(State.IDLE.ordinal(), size);
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) KitchenEvent event) {
        if (event instanceof OrderStarted) {
            become(event.maestro(), State.PROCESSING);
        } else if (event instanceof SmokeStarted) {
            become(event.maestro(), State.SMOKING);
        } else if (event instanceof LunchStarted) {
            become(event.maestro(), State.LUNCHING);
            lunchOfMaestro.set(event.maestro() - 1, NO_LUNCH);
        } else if (event instanceof Idle) {
            become(event.maestro(), State.IDLE);
        } else if (event instanceof LunchDue lunch) {
            lunchOfMaestro.set(event.maestro() - 1, System.currentTimeMillis() + lunch.in().toMillis());
        }
    }

    /** How many maestros there are. */
    public int size() {
        return stateOfMaestro.length();
    }

    /** How many maestros are in a state. */
    public int count(State state) {
        return counts.get(state.ordinal());
    }

    /** A letter for each of the first maestros, at most so many: i, p, s or l, as his state begins. */
    public String letters(int most) {
        int length = Math.min(most, size());
        StringBuilder letters = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            letters.append(STATES[stateOfMaestro.get(i)].letter);
        }
        return letters.toString();
    }

    /** When the next lunch is due that nobody has begun; empty where there is none. */
    public Optional<Instant> nextLunch() {
        long next = NO_LUNCH;
        for (int i = 0; i < size(); i++) {
            next = Math.min(next, lunchOfMaestro.get(i));
        }
        return next == NO_LUNCH ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next));
    }

    private void become(int maestro, State state) {
        int before = stateOfMaestro.getAndSet(maestro - 1, state.ordinal());
        if (before != state.ordinal()) {
            counts.decrementAndGet(before);
            counts.incrementAndGet(state.ordinal());
        }
    }

    /** What a maestro may be doing. */
    public enum State {

        /** Nothing is in hand. */
        IDLE,
        /** An order is in hand. */
        PROCESSING,
        /** After an order. */
        SMOKING,
        /** Between two batches. */
        LUNCHING;

        private final char letter = Character.toLowerCase(name().charAt(0));
    }
}
