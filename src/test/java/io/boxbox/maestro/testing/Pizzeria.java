package io.boxbox.maestro.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.awaitility.Awaitility;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfoOptions;
import io.nats.client.impl.Headers;

/**
 * The services around Maestro, as a test plays them: it places orders and reads from the stream what became of them. A test
 * class
 * has one in a field with {@link org.junit.jupiter.api.AutoClose}; what was started in it is closed with it.
 */
public final class Pizzeria implements AutoCloseable {

    public static final String STREAM = "ORDERS";
    public static final String CONSUMER = "ORDERS_maestro_new_order_listener_v1";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AutoCloseable nats;
    private final ScriptedPanettiere panettiere;
    private final Connection connection;
    private final int probePort;
    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();

    /** One with a NATS server of its own. */
    public static Pizzeria open() {
        try {
            return new Pizzeria(new NatsServer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Pizzeria(NatsServer nats) throws IOException, InterruptedException {
        this(nats, nats.url());
    }

    /**
     * @param nats closed with the pizzeria
     * @param urls where NATS is, with commas between
     */
    public Pizzeria(AutoCloseable nats, String urls) throws IOException, InterruptedException {
        this(nats, new Options.Builder().server(urls));
    }

    /**
     * @param nats closed with the pizzeria
     * @param login where NATS is, and how to be let in
     */
    public Pizzeria(AutoCloseable nats, Options.Builder login) throws IOException, InterruptedException {
        this.nats = nats;
        this.panettiere = new ScriptedPanettiere();
        this.connection = Nats.connect(login.maxReconnects(-1).build());
        this.probePort = Ports.free();
    }

    /** Has it closed with the pizzeria, before the services that it needs. */
    void closeAtTheEnd(AutoCloseable process) {
        started.push(process);
    }

    /** Where Maestro's probes are to be. */
    public int probePort() {
        return probePort;
    }

    /** The one server, unless the pizzeria was opened with another kind of NATS. */
    public NatsServer nats() {
        return (NatsServer) nats;
    }

    public ScriptedPanettiere panettiere() {
        return panettiere;
    }

    public Connection connection() {
        return connection;
    }

    public static String newId() {
        return UUID.randomUUID().toString();
    }

    /** The JSON of an order, with more fields where given, each with its leading comma. */
    public static String order(String id, String size, String more) {
        return "{\"size\":\"" + size + "\",\"toppings\":[\"funghi\"],\"destination\":\"Via Roma 1\",\"username\":\"luigi\","
                + "\"ordered_at\":\"2026-11-23T17:00:00.123456789Z\",\"order_id\":\"" + id
                + "\",\"status\":\"waiting_to_cook\"" + more + "}";
    }

    /** Places an ordinary small order and returns its id. */
    public String place() {
        String id = newId();
        place(id, order(id, "small", ""), null);
        return id;
    }

    public void place(String id, String json) {
        place(id, json, null);
    }

    /** Returns once the stream has accepted it: waits for the stream if it is not there yet. */
    public void place(String id, String json, Headers headers) {
        String subject = "orders.waiting_to_cook." + id;
        Awaitility.await("the stream").pollDelay(Duration.ZERO).atMost(PATIENCE).ignoreException(IOException.class)
                .until(() -> connection.jetStream().publish(subject, headers, json.getBytes(UTF_8)).getSeqno() > 0);
    }

    /** Waits until the stream holds a message on the subject, and returns all it holds there. */
    public List<Message> await(String subject) {
        Awaitility.await().atMost(PATIENCE).until(() -> count(subject) > 0);
        return read(subject);
    }

    public Message awaitDelivery(String id) {
        List<Message> deliveries = await("orders.waiting_delivery." + id);
        if (deliveries.size() != 1) {
            throw new AssertionError("Order " + id + " was delivered " + deliveries.size() + " times");
        }
        return deliveries.get(0);
    }

    /** Waits until nothing is waiting or in hand any more. */
    public void awaitQuiet() {
        // An answer may fail to come while the servers choose a leader.
        Awaitility.await().atMost(PATIENCE).ignoreExceptionsInstanceOf(Exception.class).until(() -> {
            ConsumerInfo consumer = consumer();
            return consumer.getNumPending() == 0 && consumer.getNumAckPending() == 0;
        });
    }

    public ConsumerInfo consumer() throws IOException, JetStreamApiException {
        return connection.jetStreamManagement().getConsumerInfo(STREAM, CONSUMER);
    }

    /** How many messages the stream holds on a subject, which may have wildcards. */
    public long count(String subject) throws IOException, JetStreamApiException {
        return connection.jetStreamManagement()
                .getStreamInfo(STREAM, StreamInfoOptions.filterSubjects(subject))
                .getStreamState().getSubjectMap().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Everything the stream holds on a subject, which may have wildcards. */
    public List<Message> read(String subject) {
        List<Message> messages = new ArrayList<>();
        try {
            long expected = count(subject);
            JetStreamSubscription subscription = connection.jetStream().subscribe(subject,
                    PushSubscribeOptions.builder().stream(STREAM).ordered(true).build());
            while (messages.size() < expected) {
                Message message = subscription.nextMessage(PATIENCE);
                if (message == null) {
                    throw new AssertionError("Only " + messages.size() + " of " + expected + " messages on " + subject);
                }
                messages.add(message);
            }
            subscription.unsubscribe();
        } catch (IOException | JetStreamApiException e) {
            throw new AssertionError("Could not read " + subject, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return messages;
    }

    /** Makes stream and consumer before Maestro does. */
    public void createConsumer(Duration ackWait) {
        api("STREAM.CREATE." + STREAM, "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"]}");
        api("CONSUMER.DURABLE.CREATE." + STREAM + "." + CONSUMER, """
                {"stream_name":"ORDERS","config":{"durable_name":"%s","filter_subject":"orders.waiting_to_cook.*",
                 "ack_policy":"explicit","ack_wait":%d}}""".formatted(CONSUMER, ackWait.toNanos()));
    }

    /** Calls JetStream's API with a raw request, as another client library would. */
    public String api(String operation, String request) {
        try {
            Message reply = connection.request("$JS.API." + operation, request.getBytes(UTF_8), PATIENCE);
            return reply == null ? "no reply" : new String(reply.getData(), UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            for (AutoCloseable process : started) {
                process.close();
            }
        } finally {
            connection.close();
            panettiere.close();
            nats.close();
            if (nats instanceof NatsServer server) {
                server.loseData();
            }
        }
    }
}
