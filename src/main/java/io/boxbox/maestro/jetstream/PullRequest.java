package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.function.Consumer;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.Subscription;
import io.nats.client.support.Status;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * One pull request to a consumer: up to a batch of messages, each passed on the moment it arrives, over when the batch is full
 * or the wait has passed. The server says when a wait is over, and until then that it is still there.
 * <p>
 * The protocol is that of <a href="https://docs.nats.io/reference/reference-protocols/nats_api_reference">JetStream's API
 * reference</a>, {@code $JS.API.CONSUMER.MSG.NEXT}. Everything runs on one Vert.x context,
 * and may be called from any thread.
 */
final class PullRequest {

    private static final String NEXT_MESSAGE = "$JS.API.CONSUMER.MSG.NEXT.";
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration LONG_WAIT = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Context context;
    private final Dispatcher dispatcher;
    private final Listener listener;

    private Subscription inbox;
    private int outstanding;
    private Duration silence;
    private long lastHeard;
    private long timer;
    private boolean over;

    PullRequest(Vertx vertx, Context context, Dispatcher dispatcher, Listener listener) {
        this.vertx = vertx;
        this.context = context;
        this.dispatcher = dispatcher;
        this.listener = listener;
    }

    /** Sends the request. Once. */
    void open(Connection connection, String stream, String consumer, int batch, Duration wait) {
        context.runOnContext(ignored -> {
            try {
                request(connection, stream, consumer, batch, wait);
            } catch (IllegalStateException e) {
                finish(false, closed -> closed.onRefused("the connection is closing"));
            }
        });
    }

    private void request(Connection connection, String stream, String consumer, int batch, Duration wait) {
        if (over) {
            return;
        }
        outstanding = batch;
        String replyTo = connection.createInbox();
        inbox = dispatcher.subscribe(replyTo, message -> context.runOnContext(arrived -> receive(message)));
        PullRequestOptions.Builder request = PullRequestOptions.builder(batch).expiresIn(wait);
        if (wait.compareTo(LONG_WAIT) >= 0) {
            request.idleHeartbeat(HEARTBEAT);
            silence = HEARTBEAT.multipliedBy(2).plus(GRACE);
        } else {
            silence = wait.plus(GRACE);
        }
        lastHeard = System.nanoTime();
        watch(silence);
        connection.publish(NEXT_MESSAGE + stream + "." + consumer, replyTo, request.build().serialize());
    }

    // A consumer that is gone, or a server that forgot the request, says nothing at all.
    private void watch(Duration pause) {
        timer = vertx.setTimer(Math.max(1, pause.toMillis()), passed -> context.runOnContext(due -> listen()));
    }

    private void listen() {
        if (over) {
            return;
        }
        Duration silent = Duration.ofNanos(System.nanoTime() - lastHeard);
        if (silent.compareTo(silence) >= 0) {
            finish(true, unanswered -> unanswered.onRefused("the consumer is silent"));
        } else {
            watch(silence.minus(silent));
        }
    }

    /** The server has forgotten the request. What still arrives is handed back at once. */
    void forgotten() {
        context.runOnContext(ignored -> finish(true, Listener::onForgotten));
    }

    /** Ends the request but keeps its inbox, to hand back what is on its way, until the dispatcher is drained. */
    void leave() {
        context.runOnContext(ignored -> finish(false, Listener::onOver));
    }

    private void receive(Message message) {
        lastHeard = System.nanoTime();
        if (message.isStatusMessage()) {
            receive(message.getStatus());
        } else if (over) {
            message.nak();
        } else {
            listener.onMessage(message);
            outstanding--;
            if (outstanding == 0) {
                finish(true, Listener::onFull);
            }
        }
    }

    private void receive(Status status) {
        switch (status.getCode()) {
            case Status.FLOW_OR_HEARTBEAT_STATUS_CODE -> {
            }
            case Status.NOT_FOUND_CODE, Status.REQUEST_TIMEOUT_CODE -> finish(true, Listener::onOver);
            default -> finish(true, refused -> refused.onRefused(status.getMessageWithCode()));
        }
    }

    private void finish(boolean unsubscribe, Consumer<Listener> news) {
        if (over) {
            return;
        }
        over = true;
        vertx.cancelTimer(timer);
        if (unsubscribe && inbox != null && inbox.isActive()) {
            dispatcher.unsubscribe(inbox);
        }
        news.accept(listener);
    }

    /** What becomes of a request; told on its context. */
    interface Listener {

        void onMessage(Message message);

        /** All messages have arrived. Nothing follows. */
        void onFull();

        /** The wait has passed. Nothing follows. */
        void onOver();

        /** The server refused the request or dropped it. Nothing follows. */
        void onRefused(String reason);

        /** The connection was lost, and the request with it. Nothing follows. */
        void onForgotten();
    }
}
