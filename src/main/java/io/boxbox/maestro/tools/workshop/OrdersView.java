package io.boxbox.maestro.tools.workshop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

import org.HdrHistogram.Histogram;

import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PurgeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfoOptions;

/** Where the orders are, as the stream and its consumer say. Blocks. */
final class OrdersView {

    private static final String STREAM = "ORDERS";
    private static final String CONSUMER = "ORDERS_maestro_new_order_listener_v1";
    private static final int NO_CONSUMER = 10014;
    private static final int NO_STREAM = 10059;
    private static final int NO_MESSAGE = 10037;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FOR_A_MESSAGE = Duration.ofSeconds(5);
    private static final long BETWEEN_LOOKS_IN_MILLIS = 100;

    private final Connection connection;
    private final JetStreamManagement management;

    OrdersView(Connection connection) throws IOException {
        this.connection = connection;
        this.management = connection.jetStreamManagement();
    }

    /** Makes the stream and the consumer, or gives the consumer another ack wait. */
    void ackWait(Duration wait) throws IOException, JetStreamApiException {
        try {
            management.getStreamInfo(STREAM);
        } catch (JetStreamApiException e) {
            management.addStream(StreamConfiguration.builder().name(STREAM).subjects("orders.>").build());
        }
        management.addOrUpdateConsumer(STREAM, ConsumerConfiguration.builder().durable(CONSUMER)
                .filterSubject(OrderSubjects.WAITING_TO_COOK + ".*").ackPolicy(AckPolicy.Explicit).ackWait(wait).build());
    }

    /** How many orders are where, by name. */
    Map<String, Long> counts() throws IOException, JetStreamApiException {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("placed", count(OrderSubjects.WAITING_TO_COOK));
        try {
            ConsumerInfo consumer = management.getConsumerInfo(STREAM, CONSUMER);
            counts.put("waiting", Math.max(consumer.getNumPending(), isBehind(consumer) ? 1 : 0));
            counts.put("in-hand", consumer.getNumAckPending());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != NO_CONSUMER && e.getApiErrorCode() != NO_STREAM) {
                throw e;
            }
        }
        counts.put("delivered", count(OrderSubjects.WAITING_DELIVERY));
        counts.put("dead-letters", count(OrderSubjects.DEAD_LETTER));
        return counts;
    }

    // A server counts what is pending a moment later than it stores it, and a busy one some moments later.
    private boolean isBehind(ConsumerInfo consumer) throws IOException, JetStreamApiException {
        try {
            return management.getLastMessage(STREAM, OrderSubjects.WAITING_TO_COOK + ".*").getSeq() > consumer.getDelivered()
                    .getStreamSequence();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_MESSAGE) {
                return false;
            }
            throw e;
        }
    }

    static String line(Map<String, Long> counts) {
        return counts.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).collect(Collectors.joining(", "));
    }

    /**
     * Waits until some of the counts are as expected, for a minute at most.
     *
     * @return the counts then
     */
    Map<String, Long> await(Map<String, LongPredicate> expected)
            throws IOException, InterruptedException, JetStreamApiException {
        Instant end = Instant.now().plus(PATIENCE);
        Map<String, Long> counts = counts();
        while (!isAsExpected(counts, expected)) {
            if (Instant.now().isAfter(end)) {
                throw new IOException("after " + PATIENCE.toSeconds() + " s it is still: " + line(counts));
            }
            Thread.sleep(BETWEEN_LOOKS_IN_MILLIS);
            counts = counts();
        }
        return counts;
    }

    private static boolean isAsExpected(Map<String, Long> counts, Map<String, LongPredicate> expected) {
        return expected.entrySet().stream()
                .allMatch(each -> counts.containsKey(each.getKey()) && each.getValue().test(counts.get(each.getKey())));
    }

    /** Deletes all that the stream holds on a subject, which may have wildcards. */
    void forget(String subject) throws IOException, JetStreamApiException {
        management.purgeStream(STREAM, PurgeOptions.subject(subject));
    }

    /** All that the stream holds on a subject, which may have wildcards, for people. */
    List<String> messages(String subject) throws IOException, InterruptedException, JetStreamApiException {
        List<String> lines = new ArrayList<>();
        for (Message message : read(subject)) {
            lines.add(message.metaData().streamSequence() + "  " + message.getSubject());
            if (message.hasHeaders()) {
                message.getHeaders()
                        .forEach((name, values) -> values.forEach(value -> lines.add("    " + name + ": " + value)));
            }
            lines.add("    " + new String(message.getData(), UTF_8));
        }
        return lines;
    }

    /** How long orders whose ids begin so took, from the moment they were placed until they were delivered. */
    String times(String beginning) throws IOException, InterruptedException, JetStreamApiException {
        Map<String, Instant> placed = new HashMap<>();
        read(OrderSubjects.WAITING_TO_COOK + ".*").forEach(message -> placed.putIfAbsent(id(message), stored(message)));
        Histogram times = new Histogram(3);
        for (Message delivery : read(OrderSubjects.WAITING_DELIVERY + ".*")) {
            Instant since = placed.get(id(delivery));
            if (since != null && id(delivery).startsWith(beginning)) {
                times.recordValue(Math.max(0, Duration.between(since, stored(delivery)).toMillis()));
            }
        }
        return String.format(Locale.ROOT, "%d orders, from placed to delivered: p50 %.2f s, p95 %.2f s, max %.2f s",
                times.getTotalCount(), times.getValueAtPercentile(50) / 1e3, times.getValueAtPercentile(95) / 1e3,
                times.getMaxValue() / 1e3);
    }

    private long count(String subject) throws IOException, JetStreamApiException {
        try {
            return management.getStreamInfo(STREAM, StreamInfoOptions.filterSubjects(subject + ".>")).getStreamState()
                    .getSubjectMap().values().stream().mapToLong(Long::longValue).sum();
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_STREAM) {
                return 0;
            }
            throw e;
        }
    }

    private List<Message> read(String subject) throws IOException, InterruptedException, JetStreamApiException {
        long expected = management.getStreamInfo(STREAM, StreamInfoOptions.filterSubjects(subject)).getStreamState()
                .getSubjectMap().values().stream().mapToLong(Long::longValue).sum();
        JetStreamSubscription subscription = connection.jetStream().subscribe(subject,
                PushSubscribeOptions.builder().stream(STREAM).ordered(true).build());
        List<Message> messages = new ArrayList<>();
        while (messages.size() < expected) {
            Message next = subscription.nextMessage(FOR_A_MESSAGE);
            if (next == null) {
                throw new IOException("the stream does not answer");
            }
            messages.add(next);
        }
        subscription.unsubscribe();
        return messages;
    }

    private static String id(Message message) {
        return OrderSubjects.lastToken(message.getSubject());
    }

    private static Instant stored(Message message) {
        return message.metaData().timestamp().toInstant();
    }
}
