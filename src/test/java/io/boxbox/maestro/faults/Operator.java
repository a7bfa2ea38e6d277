package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Connection;
import io.nats.client.Message;

/** A person at the command line, who makes the stream and the consumer, and cannot leave them alone. */
final class Operator {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FOR_AN_ANSWER = Duration.ofSeconds(2);
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\": ?(\\d+)");
    private static final Pattern DATA = Pattern.compile("\"data\": ?\"([^\"]+)\"");
    private static final Map<String, String> CONSUMER = Map.of(
            "durable_name", '"' + Pizzeria.CONSUMER + '"',
            "filter_subject", "\"orders.waiting_to_cook.*\"",
            "ack_policy", "\"explicit\"",
            "ack_wait", "3000000000");
    // Maestro uses each of them, or adapts to it: see docs/streams.md.
    private static final List<Map.Entry<String, String>> EDITS = List.of(
            Map.entry("ack_wait", "1500000000"),
            Map.entry("ack_wait", "10000000000"),
            // A server of 2.9 asks for the limit, which no order reaches.
            Map.entry("backoff", "[1500000000,2500000000,4000000000],\"max_deliver\":10000"),
            Map.entry("max_ack_pending", "4"),
            Map.entry("max_batch", "2"),
            Map.entry("max_expires", "1000000000"),
            Map.entry("description", "\"new orders\""));

    private final Connection connection;
    private final Map<String, byte[]> purged = new ConcurrentHashMap<>();

    Operator(Connection connection) {
        this.connection = connection;
    }

    /**
     * Makes the stream and the consumer. With the default window of two minutes the server itself would hide most duplicates.
     */
    void open(int replicas) {
        insist("STREAM.CREATE." + Pizzeria.STREAM,
                "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"],\"duplicate_window\":1000000000,\"num_replicas\":" + replicas
                        + "}");
        restore();
    }

    /** Whether the server can pause a consumer. */
    boolean canPause() {
        return connection.getServerInfo().isSameOrNewerThanVersion("2.11.0");
    }

    /**
     * Edits the consumer into something that Maestro works with.
     *
     * @param strength decides what is edited
     * @return what was edited
     */
    String edit(int strength) {
        Map.Entry<String, String> edit = EDITS.get(strength % EDITS.size());
        save(Map.of(edit.getKey(), edit.getValue()));
        return edit.getKey();
    }

    /** Edits the consumer into something with which Maestro must not work. */
    void spoil() {
        save(Map.of("headers_only", "true"));
    }

    /** Makes the consumer what it was. */
    void restore() {
        save(Map.of());
    }

    void pause(Duration duration) {
        insist("CONSUMER.PAUSE." + Pizzeria.STREAM + "." + Pizzeria.CONSUMER,
                "{\"pause_until\":\"" + Instant.now().plus(duration) + "\"}");
    }

    /** Nobody but Maestro makes it again. */
    void delete() {
        insist("CONSUMER.DELETE." + Pizzeria.STREAM + "." + Pizzeria.CONSUMER, "");
    }

    /** Makes another server lead the stream. */
    void moveStreamLeader() {
        ask("STREAM.LEADER.STEPDOWN." + Pizzeria.STREAM, "");
    }

    /** Makes another server lead the consumer. */
    void moveConsumerLeader() {
        ask("CONSUMER.LEADER.STEPDOWN." + Pizzeria.STREAM + "." + Pizzeria.CONSUMER, "");
    }

    /**
     * Purges the delivery of this order, and remembers it for the account.
     *
     * @return false if there is none yet
     */
    boolean purge(String id) {
        String subject = OrderSubjects.WAITING_DELIVERY + "." + id;
        String stored = ask("STREAM.MSG.GET." + Pizzeria.STREAM, "{\"last_by_subj\":\"" + subject + "\"}");
        Matcher sequence = SEQUENCE.matcher(stored);
        Matcher data = DATA.matcher(stored);
        if (!sequence.find() || !data.find()) {
            return false;
        }
        purged.put(id, Base64.getDecoder().decode(data.group(1)));
        ask("STREAM.PURGE." + Pizzeria.STREAM,
                "{\"filter\":\"" + subject + "\",\"seq\":" + (Long.parseLong(sequence.group(1)) + 1) + "}");
        return true;
    }

    /** What was purged, by the order's id. */
    Map<String, byte[]> purged() {
        return Map.copyOf(purged);
    }

    private void save(Map<String, String> edits) {
        Map<String, String> config = new LinkedHashMap<>(CONSUMER);
        config.putAll(edits);
        String json = config.entrySet().stream().map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{\"stream_name\":\"ORDERS\",\"config\":{", "}}"));
        insist("CONSUMER.DURABLE.CREATE." + Pizzeria.STREAM + "." + Pizzeria.CONSUMER, json);
    }

    // The servers may be away, or choosing a leader.
    private void insist(String operation, String request) {
        AtomicReference<String> last = new AtomicReference<>();
        try {
            Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(200)).atMost(PATIENCE).until(() -> {
                last.set(ask(operation, request));
                return last.get().startsWith("{") && !last.get().contains("\"error\"");
            });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(operation + " was answered: " + last.get(), e);
        }
    }

    private String ask(String operation, String request) {
        try {
            Message reply = connection.request("$JS.API." + operation, request.getBytes(UTF_8), FOR_AN_ANSWER);
            return reply == null ? "nothing" : new String(reply.getData(), UTF_8);
        } catch (IllegalStateException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
