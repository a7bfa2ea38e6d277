package io.boxbox.maestro.jetstream.scripted;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.nats.client.Connection.Status;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;

/**
 * The peer at the protocol's edge: a connection that writes down what it is asked to send, and a server's answers, which the
 * test gives when it wants. No thread, no socket, no time of its own.
 */
public final class ScriptedNats {

    /** Where an order's acknowledgements go: its reply subject. */
    static final String ACK = "$JS.ACK.";

    /** What was published without waiting for an answer, acknowledgements aside. */
    public final List<Publication> published = new ArrayList<>();
    /** What was said of messages, in the form {@code <stream sequence> <signal>}, as {@code 7 -NAK}. */
    public final List<String> acks = new ArrayList<>();
    /** What an answer was asked for, the first request first. */
    public final List<Request> requests = new ArrayList<>();
    /** What was to be stored in a stream, the first attempt first. */
    public final List<Storing> stored = new ArrayList<>();
    public final List<Inbox> inboxes = new ArrayList<>();
    public final List<ConnectionListener> listeners = new ArrayList<>();
    public final List<Dispatcher> dispatchers = new ArrayList<>();
    public final CompletableFuture<Boolean> drained = new CompletableFuture<>();

    public Status status = Status.CONNECTED;
    public long maxPayload = 1_048_576;
    /** Answers requests the moment they are sent; answers none unless told to. */
    public Consumer<Request> server = request -> {
    };
    /** While true, nothing can be sent. */
    public boolean closing;
    /** While true, the client fails in a way of its own. */
    public boolean broken;
    public int drains;
    public int flushes;

    public final JetStreamApi api = new JetStreamApi(Optional.empty(), Optional.empty());
    public final Connection connection = Scripted.of(Connection.class, connection());

    private Map<String, Scripted.Answer> connection() {
        Map<String, Scripted.Answer> answers = new HashMap<>();
        answers.put("createInbox", none -> "_INBOX.maestro." + (inboxes.size() + 1));
        answers.put("createDispatcher", none -> dispatcher());
        answers.put("publish", arguments -> publish((String) arguments[0],
                arguments.length == 3 ? (String) arguments[1] : null, (byte[]) arguments[arguments.length - 1]));
        answers.put("requestWithTimeout", arguments -> request((String) arguments[0], (byte[]) arguments[1],
                (Duration) arguments[2]));
        answers.put("isConnected", none -> status == Status.CONNECTED);
        answers.put("getStatus", none -> status);
        answers.put("getConnectedUrl", none -> status == Status.CONNECTED ? "nats://user:secret@nats:4222" : null);
        answers.put("getMaxPayload", none -> maxPayload);
        answers.put("addConnectionListener", arguments -> listeners.add((ConnectionListener) arguments[0]));
        answers.put("removeConnectionListener", arguments -> listeners.remove(arguments[0]));
        answers.put("flush", within -> {
            flushes++;
            return null;
        });
        return answers;
    }

    private Dispatcher dispatcher() {
        boolean[] active = { true };
        Dispatcher dispatcher = Scripted.of(Dispatcher.class, Map.of(
                "subscribe", arguments -> {
                    Inbox inbox = new Inbox((String) arguments[0], (MessageHandler) arguments[1]);
                    inboxes.add(inbox);
                    return inbox.subscription;
                },
                "unsubscribe", arguments -> {
                    inboxes.stream().filter(inbox -> inbox.subscription == arguments[0]).forEach(inbox -> inbox.open = false);
                    return null;
                },
                "isActive", none -> active[0],
                "setPendingLimits", limits -> null,
                "drain", within -> {
                    drains++;
                    active[0] = false;
                    return drained;
                }));
        dispatchers.add(dispatcher);
        return dispatcher;
    }

    Object publish(String subject, String replyTo, byte[] body) {
        if (closing) {
            throw new IllegalStateException("Connection is Closing");
        }
        String text = body == null ? "" : new String(body, UTF_8);
        if (subject.startsWith(ACK)) {
            acks.add(sequence(subject) + " " + text);
        } else {
            published.add(new Publication(subject, replyTo, text));
        }
        return null;
    }

    private CompletableFuture<Message> request(String subject, byte[] body, Duration timeout) {
        if (broken) {
            throw new IllegalArgumentException("broken");
        }
        if (closing) {
            throw new IllegalStateException("Connection is Closing");
        }
        Request request = new Request(subject, body == null ? "" : new String(body, UTF_8), timeout,
                new CompletableFuture<>());
        requests.add(request);
        server.accept(request);
        return request.answer;
    }

    /** A request of Maestro's own: to confirm what becomes of a message, or to store one. */
    public CompletableFuture<Message> request(String subject, Headers headers, byte[] body, Duration timeout) {
        if (subject.startsWith(ACK)) {
            return request(subject, body, timeout);
        }
        if (closing) {
            throw new IllegalStateException("Connection is Closing");
        }
        Storing storing = new Storing(subject, new Headers(headers), body, new CompletableFuture<>());
        stored.add(storing);
        return storing.answer;
    }

    /** The request that was sent last. */
    public Request lastRequest() {
        return requests.get(requests.size() - 1);
    }

    /** The last attempt to store a message. */
    public Storing lastStored() {
        return stored.get(stored.size() - 1);
    }

    /** Tells those who listen what happens to the connection. */
    public void tell(ConnectionListener.Events event) {
        List.copyOf(listeners).forEach(listener -> listener.connectionEvent(connection, event, 0L, "nats:4222"));
    }

    private static String sequence(String ack) {
        return ack.split("\\.")[5];
    }

    /** Something published. */
    public record Publication(String subject, String replyTo, String body) {
    }

    /** Something an answer is waited for. */
    public record Request(String subject, String body, Duration timeout, CompletableFuture<Message> answer) {

        public void answer(String json) {
            answer.complete(NatsMessage.builder().subject("_INBOX.maestro.answer").data(json).build());
        }

        /** What is confirmed, if it says what becomes of a message, as {@link ScriptedNats#acks}. */
        public String ack() {
            return sequence(subject) + " " + body;
        }
    }

    /** A message for a stream. */
    public record Storing(String subject, Headers headers, byte[] data, CompletableFuture<Message> answer) {

        public String messageId() {
            return headers.getFirst("Nats-Msg-Id");
        }

        public String expectedStream() {
            return headers.getFirst("Nats-Expected-Stream");
        }

        /** The sequence that the last message of the subject has to have; {@code null} if any will do. */
        public String expectedLast() {
            return headers.getFirst("Nats-Expected-Last-Subject-Sequence");
        }

        public void confirm() {
            answer("{\"stream\":\"ORDERS\",\"seq\":1000}");
        }

        /** Confirmed by a stream of a JetStream domain. */
        public void confirmFrom(String domain) {
            answer("{\"stream\":\"ORDERS\",\"seq\":1000,\"domain\":\"" + domain + "\"}");
        }

        public void confirmDuplicate() {
            answer("{\"stream\":\"ORDERS\",\"seq\":1000,\"duplicate\":true}");
        }

        /** The server's refusal, by JetStream's number of it. */
        public void refuse(int error) {
            answer("{\"error\":{\"code\":400,\"err_code\":" + error + ",\"description\":\"refused\"}}");
        }

        private void answer(String json) {
            answer.complete(NatsMessage.builder().subject("_INBOX.maestro.answer").data(json).build());
        }
    }

    /** Where the answers to one request arrive. */
    public static final class Inbox {

        public final String subject;
        public boolean open = true;
        private final MessageHandler handler;
        private final Subscription subscription = Scripted.of(Subscription.class, Map.of("isActive", none -> this.open));

        private Inbox(String subject, MessageHandler handler) {
            this.subject = subject;
            this.handler = handler;
        }

        /** Delivers a message. Like the client library, it drops one that comes when the subscription is over. */
        public void deliver(Message message) {
            if (!open) {
                return;
            }
            try {
                handler.onMessage(message);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
