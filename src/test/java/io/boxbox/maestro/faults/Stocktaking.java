package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.impl.Headers;

/** Finds what became of every order that the stream has accepted. It believes nobody but the stream. */
final class Stocktaking {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String STREAM_SEQUENCE = "Maestro-Stream-Sequence";

    private final Map<Long, NewOrder> accepted = new TreeMap<>();
    private final Map<String, List<byte[]>> deliveries = new HashMap<>();
    private final Map<Long, List<NewOrder>> deadLetters = new HashMap<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> duplicated = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    /** Reads all that the stream holds now. */
    static Stocktaking read(Connection connection) throws IOException, JetStreamApiException, InterruptedException {
        Stocktaking stock = new Stocktaking();
        long last = connection.jetStreamManagement().getStreamInfo(Pizzeria.STREAM).getStreamState().getLastSequence();
        JetStreamSubscription subscription = connection.jetStream().subscribe("orders.>",
                PushSubscribeOptions.builder().stream(Pizzeria.STREAM).ordered(true).build());
        for (long read = 0; read < last;) {
            Message message = subscription.nextMessage(PATIENCE);
            if (message == null) {
                throw new IOException("The stream ends at " + read + " of " + last);
            }
            read = message.metaData().streamSequence();
            stock.put(read, message.getSubject(), message.getHeaders(), message.getData());
        }
        subscription.unsubscribe();
        return stock;
    }

    /** @param headers {@code null} if the message has none */
    void put(long sequence, String subject, Headers headers, byte[] body) {
        String id = OrderSubjects.lastToken(subject);
        String original = headers == null ? null : headers.getFirst(STREAM_SEQUENCE);
        if (subject.equals(OrderSubjects.WAITING_TO_COOK + "." + id)) {
            accepted.put(sequence, new NewOrder(id, body));
        } else if (subject.equals(OrderSubjects.WAITING_DELIVERY + "." + id)) {
            deliveries.computeIfAbsent(id, first -> new ArrayList<>(1)).add(body);
        } else if (subject.equals(OrderSubjects.DEAD_LETTER + "." + id) && original != null) {
            deadLetters.computeIfAbsent(Long.valueOf(original), first -> new ArrayList<>(1)).add(new NewOrder(id, body));
        } else {
            wrong.add("nobody expects what is on " + subject + " (sequence " + sequence + ")");
        }
    }

    /**
     * Compares what was accepted with what became of it. To be called once, at the end.
     *
     * @param confirmed stream sequence and subject of what customers know to be accepted
     */
    Findings findings(Map<Long, String> confirmed) {
        Map<String, byte[]> toDeliver = new HashMap<>();
        int again = 0;
        for (Map.Entry<Long, NewOrder> entry : accepted.entrySet()) {
            NewOrder order = entry.getValue();
            if (!OrderKind.of(order.id()).isDelivered()) {
                checkBuried(entry.getKey(), order);
            } else if (toDeliver.put(order.id(), order.body()) != null) {
                again++;
            }
        }
        toDeliver.forEach(this::checkDelivered);
        checkNothingElseDelivered(toDeliver);
        checkNothingElseBuried();
        checkConfirmed(confirmed);
        return new Findings(accepted.size(), deliveries.size(), deadLetters.size(), again, lost, duplicated, wrong);
    }

    private void checkBuried(long sequence, NewOrder order) {
        List<NewOrder> letters = deadLetters.getOrDefault(sequence, List.of());
        String name = order.id() + " (sequence " + sequence + ")";
        if (letters.isEmpty()) {
            lost.add(name + " has no dead letter");
        } else if (letters.size() > 1) {
            duplicated.add(name + " has " + letters.size() + " dead letters");
        }
        letters.stream()
                .filter(letter -> !letter.id().equals(order.id()) || !Arrays.equals(letter.body(), order.body()))
                .forEach(letter -> wrong.add(name + " is not what its dead letter says"));
    }

    private void checkDelivered(String id, byte[] accepted) {
        List<byte[]> bodies = deliveries.getOrDefault(id, List.of());
        if (bodies.isEmpty()) {
            lost.add(id + " was not delivered");
        } else if (bodies.size() > 1) {
            duplicated.add(id + " was delivered " + bodies.size() + " times");
        }
        byte[] expected = NewOrder.delivered(accepted);
        bodies.stream().filter(body -> !Arrays.equals(body, expected))
                .forEach(body -> wrong.add(id + " was delivered as " + new String(body, UTF_8)));
    }

    private void checkNothingElseDelivered(Map<String, byte[]> toDeliver) {
        deliveries.keySet().stream().filter(id -> !toDeliver.containsKey(id))
                .forEach(id -> wrong.add(id + " was delivered, and should not have been"));
    }

    private void checkNothingElseBuried() {
        deadLetters.keySet().stream()
                .filter(sequence -> !accepted.containsKey(sequence)
                        || OrderKind.of(accepted.get(sequence).id()).isDelivered())
                .forEach(sequence -> wrong.add("sequence " + sequence + " has a dead letter, and should not have one"));
    }

    private void checkConfirmed(Map<Long, String> confirmed) {
        confirmed.forEach((sequence, subject) -> {
            NewOrder order = accepted.get(sequence);
            if (order == null || !order.subject().equals(subject)) {
                lost.add(subject + " (sequence " + sequence + ") was confirmed by NATS, and is not in the stream");
            }
        });
    }
}
