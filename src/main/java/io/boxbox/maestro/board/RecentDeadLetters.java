package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.quarkus.runtime.Startup;

/** The last dead letters that this process wrote. */
// At the start, as Journeys.
@Startup
@Singleton
class RecentDeadLetters {

    /** How many are shown. */
    static final int MOST = 10;

    private final boolean kept;
    private final Deque<Letter> letters = new ArrayDeque<>();

    RecentDeadLetters(MaestroSettings settings) {
        this.kept = settings.board().enabled();
    }

    void on(@Observes OrderSettled order) {
        if (!kept || order.outcome() != Outcome.DEAD_LETTER) {
            return;
        }
        // Dead letters are rare, and nobody waits long for this lock.
        synchronized (letters) {
            letters.addFirst(new Letter(order, Instant.now()));
            if (letters.size() > MOST) {
                letters.removeLast();
            }
        }
    }

    /** The newest first. */
    List<Letter> latest() {
        synchronized (letters) {
            return List.copyOf(letters);
        }
    }

    /** One of them, and when it was written. */
    record Letter(OrderSettled order, Instant written) {
    }
}
