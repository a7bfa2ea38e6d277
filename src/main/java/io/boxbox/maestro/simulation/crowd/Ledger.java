package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.boxbox.maestro.order.OrderSubjects;

/** Compares the orders that the crowd placed with the messages that the stream holds. Thread-safe. */
final class Ledger {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** The server has confirmed that it stored a new order. */
    synchronized void placed(String orderId) {
        entry(orderId).placed = true;
    }

    /** The stream holds a message on this subject since then. Orders of others than the crowd are no matter. */
    synchronized void stored(String subject, Instant at) {
        if (subject.startsWith(OrderSubjects.WAITING_TO_COOK)) {
            entry(OrderSubjects.lastToken(subject)).orderedAt = at;
        } else if (subject.startsWith(OrderSubjects.WAITING_DELIVERY)) {
            entry(OrderSubjects.lastToken(subject)).deliveredAt.add(at);
        }
    }

    synchronized Audit audit() {
        int placed = 0;
        int duplicates = 0;
        List<String> missing = new ArrayList<>();
        List<Duration> waits = new ArrayList<>();
        for (Map.Entry<String, Entry> order : entries.entrySet()) {
            Entry entry = order.getValue();
            if (entry.placed) {
                placed++;
                if (entry.deliveredAt.isEmpty()) {
                    missing.add(order.getKey());
                } else {
                    duplicates += entry.deliveredAt.size() - 1;
                    waits.add(Duration.between(entry.orderedAt, entry.deliveredAt.get(0)));
                }
            }
        }
        Collections.sort(waits);
        return new Audit(placed, duplicates, missing, waits);
    }

    private Entry entry(String orderId) {
        return entries.computeIfAbsent(orderId, id -> new Entry());
    }

    private static final class Entry {

        private boolean placed;
        private Instant orderedAt;
        private final List<Instant> deliveredAt = new ArrayList<>(1);
    }
}
