package io.boxbox.maestro.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.StoredStream;
import io.nats.client.Connection;

/** Checks what became of every order that the stream has accepted, by the stream alone. */
final class Checker {

    private static final Pattern ORIGINAL = Pattern.compile("\r\nMaestro-Stream-Sequence: ?(\\d+)\r\n");

    private final Map<Long, Accepted> accepted = new TreeMap<>();
    private final Map<String, List<Content>> deliveries = new HashMap<>();
    private final Map<String, Content> purged = new HashMap<>();
    private final Map<Long, List<Accepted>> deadLetters = new HashMap<>();
    private final Map<OrderKind, Integer> kinds = new TreeMap<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> duplicated = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /** One that has read all that the stream holds now. */
    static Checker of(Connection connection) throws IOException {
        Checker checker = new Checker();
        StoredStream.read(connection, Pizzeria.STREAM, checker::add);
        return checker;
    }

    /** @param headers the whole block, empty if there is none */
    void add(long sequence, String subject, String headers, byte[] body) {
        String id = OrderSubjects.lastToken(subject);
        Matcher original = ORIGINAL.matcher(headers);
        if (subject.equals(OrderSubjects.WAITING_TO_COOK + "." + id)) {
            OrderKind kind = OrderKind.of(id);
            kinds.merge(kind, 1, Integer::sum);
            // Kept is what has to come of it.
            accepted.put(sequence, new Accepted(id, Content.of(kind.isDelivered() ? PlacedOrder.delivered(body) : body)));
        } else if (subject.equals(OrderSubjects.WAITING_DELIVERY + "." + id)) {
            deliveries.computeIfAbsent(id, first -> new ArrayList<>(1)).add(Content.of(body));
        } else if (subject.equals(OrderSubjects.DEAD_LETTER + "." + id) && original.find()) {
            deadLetters.computeIfAbsent(Long.valueOf(original.group(1)), first -> new ArrayList<>(1))
                    .add(new Accepted(id, Content.of(body)));
        } else {
            wrong.add("nothing accounts for what is on " + subject + " (sequence " + sequence + ")");
        }
    }

    /**
     * This delivery was in the stream before the operator purged it. Nobody but the stream knows that an order was delivered,
     * so
     * that there may be one more delivery by now, if the order came again.
     */
    void purged(String id, byte[] body) {
        purged.put(id, Content.of(body));
    }

    /**
     * Compares what was accepted with what became of it. To be called once, at the end.
     *
     * @param confirmed stream sequence and subject of what the server has confirmed
     */
    CheckResult check(Map<Long, String> confirmed) {
        Map<String, Content> toDeliver = new HashMap<>();
        int repeated = 0;
        for (Map.Entry<Long, Accepted> entry : accepted.entrySet()) {
            Accepted order = entry.getValue();
            if (!OrderKind.of(order.id()).isDelivered()) {
                checkDeadLetter(entry.getKey(), order);
            } else if (toDeliver.put(order.id(), order.outcome()) != null) {
                repeated++;
            }
        }
        purged.forEach((id, body) -> deliveries.putIfAbsent(id, List.of(body)));
        toDeliver.forEach(this::checkDelivered);
        checkNoOtherDeliveries(toDeliver);
        checkNoOtherDeadLetters();
        checkConfirmed(confirmed);
        return new CheckResult(kinds, accepted.size(), deliveries.size(), deadLetters.size(), repeated, lost, duplicated,
                wrong);
    }

    private void checkDeadLetter(long sequence, Accepted order) {
        List<Accepted> found = deadLetters.getOrDefault(sequence, List.of());
        String name = order.id() + " (sequence " + sequence + ")";
        if (found.isEmpty()) {
            lost.add(name + " has no dead letter");
        } else if (found.size() > 1) {
            duplicated.add(name + " has " + found.size() + " dead letters");
        }
        found.stream()
                .filter(letter -> !letter.equals(order))
                .forEach(letter -> wrong.add(name + " is not what its dead letter says"));
    }

    private void checkDelivered(String id, Content expected) {
        List<Content> bodies = deliveries.getOrDefault(id, List.of());
        if (bodies.isEmpty()) {
            lost.add(id + " was not delivered");
        } else if (bodies.size() > 1) {
            duplicated.add(id + " was delivered " + bodies.size() + " times");
        }
        Stream.concat(bodies.stream(), Stream.ofNullable(purged.get(id))).distinct()
                .filter(body -> !body.equals(expected))
                .forEach(body -> wrong.add(id + " was delivered as " + body));
    }

    private void checkNoOtherDeliveries(Map<String, Content> toDeliver) {
        deliveries.keySet().stream().filter(id -> !toDeliver.containsKey(id))
                .forEach(id -> wrong.add(id + " was delivered, and should not have been"));
    }

    private void checkNoOtherDeadLetters() {
        deadLetters.keySet().stream()
                .filter(sequence -> !accepted.containsKey(sequence)
                        || OrderKind.of(accepted.get(sequence).id()).isDelivered())
                .forEach(sequence -> wrong.add("sequence " + sequence + " has a dead letter, and should not have one"));
    }

    private void checkConfirmed(Map<Long, String> confirmed) {
        confirmed.forEach((sequence, subject) -> {
            Accepted order = accepted.get(sequence);
            if (order == null || !subject.equals(OrderSubjects.WAITING_TO_COOK + "." + order.id())) {
                lost.add(subject + " (sequence " + sequence + ") was confirmed by NATS, and is not in the stream");
            }
        });
    }

    /**
     * What came of an order, or has to come of it.
     *
     * @param id the last token of its subject
     */
    private record Accepted(String id, Content outcome) {
    }
}
