package io.boxbox.maestro.jetstream.consuming;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.loop.KitchenLoop;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;

/**
 * One pull request to a consumer: up to a batch of messages, each passed on the moment it arrives, over when the batch is full
 * or the wait has passed. The server says when a wait is over, and until then that it is still there.
 * <p>
 * The protocol is that of <a href="https://docs.nats.io/reference/reference-protocols/nats_api_reference">JetStream's API
 * reference</a>, {@code CONSUMER.MSG.NEXT}. Everything runs on the kitchen's loop,
 * and may be called from any thread.
 */
final class PullRequest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration LONG_WAIT = Duration.ofSeconds(3);
    // While it is not known whether the server accepts requests at all.
    private static final Duration FIRST_HEARTBEAT = Duration.ofMillis(100);
    private static final Duration LONG_FIRST_WAIT = Duration.ofMillis(300);
    private static final Duration GRACE = Duration.ofMillis(900);
    private static final Duration SILENCE_BETWEEN_HEARTBEATS = HEARTBEAT.multipliedBy(2).plus(GRACE);
    // A process that was held up finds timers due, and what the server has said in the meantime not yet read.
    private static final Duration FOR_READING = Duration.ofMillis(100);
    private static final Duration LONGEST_FOR_LATE_MESSAGES = Duration.ofMinutes(1);

    private final KitchenLoop loop;
    private final JetStreamApi api;
    private final Dispatcher dispatcher;
    private final Listener listener;

    private Subscription inbox;
    private int outstanding;
    private Duration forLateMessages;
    private Duration silence;
    private long lastHeard;
    private boolean doubted;
    private Future<?> timer;
    private boolean over;
    // What the server has said of the end, while messages are still on their way.
    private Consumer<Listener> lastWord;

    PullRequest(KitchenLoop loop, JetStreamApi api, Dispatcher dispatcher, Listener listener) {
        this.loop = loop;
        this.api = api;
        this.dispatcher = dispatcher;
        this.listener = listener;
    }

    /** Sends the request. Once. */
    void open(Connection connection, Terms terms) {
        loop.execute(() -> {
            try {
                request(connection, terms);
            } catch (IllegalStateException e) {
                finish(Rest.NONE, Listener::onConnectionLost);
            }
        });
    }

    private void request(Connection connection, Terms terms) {
        if (over) {
            return;
        }
        outstanding = terms.batch();
        forLateMessages = terms.ackWait().compareTo(LONGEST_FOR_LATE_MESSAGES) < 0 ? terms.ackWait()
                : LONGEST_FOR_LATE_MESSAGES;
        String replyTo = connection.createInbox();
        inbox = dispatcher.subscribe(replyTo, message -> loop.execute(() -> receive(message)));
        PullRequestOptions.Builder request = PullRequestOptions.builder(terms.batch()).maxBytes(terms.bytes())
                .expiresIn(terms.expires());
        if (terms.expires().compareTo(terms.first() ? LONG_FIRST_WAIT : LONG_WAIT) >= 0) {
            request.idleHeartbeat(terms.first() ? FIRST_HEARTBEAT : HEARTBEAT);
            silence = SILENCE_BETWEEN_HEARTBEATS;
        } else {
            silence = terms.expires().plus(GRACE);
        }
        lastHeard = loop.clock().now();
        watch(silence);
        connection.publish(api.nextMessage(terms.stream(), terms.consumer()), replyTo, request.build().serialize());
    }

    // A consumer that is gone, or a server that forgot the request, says nothing at all.
    private void watch(Duration pause) {
        timer = loop.clock().scheduler().schedule(() -> loop.execute(this::listen), pause.toNanos(), NANOSECONDS);
    }

    private void listen() {
        if (over) {
            return;
        }
        Duration silent = loop.clock().since(lastHeard);
        if (silent.compareTo(silence) < 0) {
            doubted = false;
            watch(silence.minus(silent));
        } else if (!doubted) {
            doubted = true;
            watch(FOR_READING);
        } else {
            finish(Rest.UNKNOWN, lastWord == null ? Listener::onSilence : lastWord);
        }
    }

    /** The server has forgotten the request. What it had sent for it may still arrive. */
    void connectionLost() {
        loop.execute(() -> finish(Rest.UNKNOWN, Listener::onConnectionLost));
    }

    /** The server is to bring nothing more for it, also if it is over. */
    void withdraw() {
        loop.execute(() -> {
            finish(Rest.NONE, Listener::onConnectionLost);
            unsubscribe();
        });
    }

    /** Whether nothing can come for it any more. On the loop. */
    boolean isGone() {
        return over && (inbox == null || !inbox.isActive());
    }

    /** Ends the request but keeps its inbox, to hand back what is on its way, until the dispatcher is drained. */
    void leave() {
        loop.execute(() -> finish(Rest.UNTIL_DRAINED, Listener::onExpired));
    }

    private void receive(Message message) {
        lastHeard = loop.clock().now();
        if (message.isStatusMessage()) {
            receive(PullStatus.of(message.getStatus()), message);
        } else if (over) {
            listener.onLateMessage(message);
        } else {
            listener.onMessage(message);
            outstanding--;
            if (outstanding == 0) {
                finish(Rest.NONE, lastWord == null ? Listener::onFull : lastWord);
            }
        }
    }

    private void receive(PullStatus status, Message message) {
        if (status.isHeartbeat()) {
            listener.onAccepted();
        } else if (status.isExpiry()) {
            endWith(Listener::onExpired, message);
        } else if (status.isTooLarge()) {
            endWith(Listener::onBytesUsed, message);
        } else {
            // One that was never let in brings nothing.
            finish(status.isRefusal() ? Rest.UNKNOWN : Rest.NONE, refused -> refused.onRefused(status));
        }
    }

    // In a cluster the server's last word may overtake messages, which wait for the other servers. It says how many did not go.
    private void endWith(Consumer<Listener> news, Message message) {
        listener.onAccepted();
        int onTheirWay = outstanding - PullStatus.pendingMessages(message).orElse(outstanding);
        if (over || onTheirWay <= 0) {
            finish(Rest.NONE, news);
        } else {
            outstanding = onTheirWay;
            lastWord = news;
        }
    }

    private void finish(Rest rest, Consumer<Listener> news) {
        if (over) {
            return;
        }
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (rest == Rest.NONE) {
            unsubscribe();
        } else if (rest == Rest.UNKNOWN && inbox != null) {
            loop.clock().scheduler().schedule(() -> loop.execute(this::unsubscribe), forLateMessages.toNanos(), NANOSECONDS);
        }
        news.accept(listener);
    }

    private void unsubscribe() {
        if (inbox != null && inbox.isActive() && dispatcher.isActive()) {
            dispatcher.unsubscribe(inbox);
        }
    }

    /** What may still arrive for a request that is over. */
    private enum Rest {

        NONE,

        /** Without an inbox, nobody would hear of it, and it would come again only after the ack wait. */
        UNKNOWN,

        UNTIL_DRAINED
    }

    /**
     * What is asked for.
     *
     * @param batch messages
     * @param bytes of all messages together, 0 for any
     * @param expires until the server gives up waiting for the batch
     * @param first whether no request was accepted before
     * @param ackWait after which the server delivers a message again that nobody heard of
     */
    record Terms(String stream, String consumer, int batch, long bytes, Duration expires, boolean first, Duration ackWait) {
    }

    /** What becomes of a request; told on the loop. */
    interface Listener {

        void onMessage(Message message);

        /** A message has arrived when the request was over, before its ack wait was. */
        void onLateMessage(Message message);

        /** The server shows that it has accepted the request. */
        void onAccepted();

        /** All messages have arrived. Nothing follows. */
        void onFull();

        /** The next message is larger than what is left of the bytes. Nothing follows. */
        void onBytesUsed();

        /** The wait has passed. Nothing follows. */
        void onExpired();

        /** The server refused the request or dropped it. Nothing follows. */
        void onRefused(PullStatus status);

        /** The server said nothing at all, not even that it waits. Nothing follows. */
        void onSilence();

        /** The connection was lost, and the request with it; or it was withdrawn. Nothing follows. */
        void onConnectionLost();
    }
}
