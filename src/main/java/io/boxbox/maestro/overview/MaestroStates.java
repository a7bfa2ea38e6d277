package io.boxbox.maestro.overview;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchDue;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.MaestroState;

/** What each maestro of this process is doing, by what the kitchen tells; hears it first. May be asked from any thread. */
@Singleton
public class MaestroStates {

    private static final long NO_LUNCH = Long.MAX_VALUE;
    private static final char[] LETTERS = letters();

    private final AtomicIntegerArray counts = new AtomicIntegerArray(LETTERS.length);
    private final AtomicIntegerArray stateOfMaestro;
    // In milliseconds of the epoch.
    private final AtomicLongArray lunchOfMaestro;

    MaestroStates(MaestroSettings settings) {
        int size = settings.brigadeSize();
        stateOfMaestro = new AtomicIntegerArray(size);
        lunchOfMaestro = new AtomicLongArray(size);
        for (int i = 0; i < size; i++) {
            lunchOfMaestro.setPlain(i, NO_LUNCH);
        }
        counts.set(MaestroState.IDLE.ordinal(), size);
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) OrderStarted started) {
        transitionTo(started.maestro(), MaestroState.PROCESSING);
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) BreakStarted started) {
        transitionTo(started.maestro(), started.taken().kind().state());
        if (started.taken().kind() == Kind.LUNCH) {
            lunchOfMaestro.set(started.maestro() - 1, NO_LUNCH);
        }
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Idle idle) {
        transitionTo(idle.maestro(), MaestroState.IDLE);
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) LunchDue lunch) {
        lunchOfMaestro.set(lunch.maestro() - 1, System.currentTimeMillis() + lunch.in().toMillis());
    }

    /** How many maestros there are. */
    public int size() {
        return stateOfMaestro.length();
    }

    /** How many maestros are in a state. */
    public int count(MaestroState state) {
        return counts.get(state.ordinal());
    }

    /** A letter for each of the first maestros, at most so many: i, p, s or l, as the name of the state begins. */
    public String letters(int most) {
        int length = Math.min(most, size());
        StringBuilder letters = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            letters.append(LETTERS[stateOfMaestro.get(i)]);
        }
        return letters.toString();
    }

    /** When the next lunch is due that has not begun; empty where there is none. */
    public Optional<Instant> nextLunch() {
        long next = NO_LUNCH;
        for (int i = 0; i < size(); i++) {
            next = Math.min(next, lunchOfMaestro.get(i));
        }
        return next == NO_LUNCH ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next));
    }

    private static char[] letters() {
        MaestroState[] states = MaestroState.values();
        char[] letters = new char[states.length];
        for (MaestroState state : states) {
            letters[state.ordinal()] = Character.toLowerCase(state.name().charAt(0));
        }
        return letters;
    }

    private void transitionTo(int maestro, MaestroState state) {
        int before = stateOfMaestro.getAndSet(maestro - 1, state.ordinal());
        if (before != state.ordinal()) {
            counts.decrementAndGet(before);
            counts.incrementAndGet(state.ordinal());
        }
    }
}
