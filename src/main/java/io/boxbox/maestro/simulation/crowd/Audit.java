package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the crowd's orders, by the stream's own account.
 *
 * @param placed orders stored on {@code orders.waiting_to_cook.*}
 * @param duplicates ends of an order beyond the one that it may have, which is a delivery or a dead letter
 * @param missing ids of the orders that have neither, in the order they were placed
 * @param letters dead letters of these orders, by reason
 * @param strays ids of the orders that became dead letters, and that nothing was wrong with
 * @param waits from placed to delivered by the server's clock, shortest first, one for each delivered order
 */
public record Audit(int placed, int duplicates, List<String> missing, Map<String, Integer> letters, List<String> strays,
        List<Duration> waits) {

    public Audit {
        missing = List.copyOf(missing);
        letters = Map.copyOf(letters);
        strays = List.copyOf(strays);
        waits = List.copyOf(waits);
    }

    public int delivered() {
        return waits.size();
    }

    public boolean nothingMissing() {
        return missing.isEmpty();
    }

    /** Dead letters of all reasons. */
    public int deadLetters() {
        return letters.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether there were orders, and each ended once, as it had to. */
    public boolean passed() {
        return placed > 0 && missing.isEmpty() && duplicates == 0 && strays.isEmpty();
    }

    /** Half of the delivered orders waited no longer than this; empty if none was delivered. */
    public Optional<Duration> medianWait() {
        return waits.isEmpty() ? Optional.empty() : Optional.of(waits.get((waits.size() - 1) / 2));
    }

    /** Empty if none was delivered. */
    public Optional<Duration> longestWait() {
        return waits.isEmpty() ? Optional.empty() : Optional.of(waits.get(waits.size() - 1));
    }
}
