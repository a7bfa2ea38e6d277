package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of the crowd's orders, by the stream's own account.
 *
 * @param placed orders stored on {@code orders.waiting_to_cook.*}
 * @param duplicates messages on {@code orders.waiting_delivery.*} beyond the first of an order
 * @param missing ids of the orders that are not on {@code orders.waiting_delivery.*}, in the order they were placed
 * @param waits from placed to delivered by the server's clock, shortest first, one for each delivered order
 */
record Audit(int placed, int duplicates, List<String> missing, List<Duration> waits) {

    Audit {
        missing = List.copyOf(missing);
        waits = List.copyOf(waits);
    }

    int delivered() {
        return waits.size();
    }

    boolean nothingMissing() {
        return missing.isEmpty();
    }

    /** Whether there were orders, and every one was delivered exactly once. */
    boolean passed() {
        return placed > 0 && missing.isEmpty() && duplicates == 0;
    }

    /** Half of the delivered orders waited no longer than this; empty if none was delivered. */
    Optional<Duration> medianWait() {
        return waits.isEmpty() ? Optional.empty() : Optional.of(waits.get((waits.size() - 1) / 2));
    }

    /** Empty if none was delivered. */
    Optional<Duration> longestWait() {
        return waits.isEmpty() ? Optional.empty() : Optional.of(waits.get(waits.size() - 1));
    }
}
