package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.boxbox.maestro.order.OrderSubjects;

/** Compares the orders that the crowd placed with the messages that the stream holds. Thread-safe. */
public final class Ledger {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * An order as the stream tells of it.
     *
     * @param from when it was stored
     * @param to when its delivery or its dead letter was; {@code null} if neither is there
     */
    public record Life(Instant from, Instant to) {
    }

    /** The server has confirmed that it stored a new order. */
    public synchronized void placed(String orderId) {
        entry(orderId).placed = true;
    }

    /** A dead letter is the right end for this one. */
    public synchronized void mayBeRefused(String orderId) {
        entry(orderId).mayBeRefused = true;
    }

    /** The stream holds a message on this subject since then. Orders of others than the crowd are no matter. */
    public synchronized void stored(String subject, Instant at) {
        stored(subject, at, "unknown");
    }

    /** @param reason of a dead letter */
    public synchronized void stored(String subject, Instant at, String reason) {
        if (subject.startsWith(OrderSubjects.WAITING_TO_COOK)) {
            Entry entry = entry(OrderSubjects.lastToken(subject));
            entry.messages++;
            if (entry.orderedAt == null) {
                entry.orderedAt = at;
            }
        } else if (subject.startsWith(OrderSubjects.WAITING_DELIVERY)) {
            entry(OrderSubjects.lastToken(subject)).deliveredAt.add(at);
        } else if (subject.startsWith(OrderSubjects.DEAD_LETTER)) {
            Entry entry = entry(OrderSubjects.lastToken(subject));
            entry.refusedAt.add(at);
            entry.reasons.add(reason);
        }
    }

    public synchronized Audit audit() {
        int placed = 0;
        int duplicates = 0;
        List<String> missing = new ArrayList<>();
        List<String> strays = new ArrayList<>();
        Map<String, Integer> letters = new TreeMap<>();
        List<Duration> waits = new ArrayList<>();
        for (Map.Entry<String, Entry> order : entries.entrySet()) {
            Entry entry = order.getValue();
            if (!entry.placed) {
                continue;
            }
            placed++;
            duplicates += entry.duplicates();
            entry.reasons.forEach(reason -> letters.merge(reason, 1, Integer::sum));
            if (!entry.deliveredAt.isEmpty()) {
                waits.add(Duration.between(entry.orderedAt, entry.deliveredAt.get(0)));
            }
            if (entry.endedAt() == null) {
                missing.add(order.getKey());
            }
            if (!entry.reasons.isEmpty() && !entry.mayBeRefused) {
                strays.add(order.getKey());
            }
        }
        Collections.sort(waits);
        return new Audit(placed, duplicates, missing, letters, strays, waits);
    }

    /** How many of the crowd's orders are dead letters that had to become so. */
    public synchronized int rightlyRefused() {
        return (int) entries.values().stream()
                .filter(entry -> entry.placed && entry.mayBeRefused && !entry.reasons.isEmpty() && entry.deliveredAt.isEmpty())
                .count();
    }

    /** All of the crowd's orders that the stream holds. */
    public synchronized List<Life> lives() {
        return entries.values().stream().filter(entry -> entry.placed && entry.orderedAt != null)
                .map(entry -> new Life(entry.orderedAt, entry.endedAt())).toList();
    }

    private Entry entry(String orderId) {
        return entries.computeIfAbsent(orderId, id -> new Entry());
    }

    private static final class Entry {

        private boolean placed;
        private boolean mayBeRefused;
        /** How often it was published as an order: by hand, by a crowd in doubt, by a replay. */
        private int messages;
        private Instant orderedAt;
        private final List<Instant> deliveredAt = new ArrayList<>(1);
        private final List<Instant> refusedAt = new ArrayList<>(0);
        private final List<String> reasons = new ArrayList<>(0);

        // It is delivered at most once; each of its messages ends at most once, and it may be refused before it is delivered.
        private int duplicates() {
            int again = Math.max(0, deliveredAt.size() - 1);
            return again + Math.max(0, deliveredAt.size() - again + refusedAt.size() - Math.max(1, messages));
        }

        private Instant endedAt() {
            if (!deliveredAt.isEmpty()) {
                return deliveredAt.get(0);
            }
            return refusedAt.isEmpty() ? null : refusedAt.get(0);
        }
    }
}
