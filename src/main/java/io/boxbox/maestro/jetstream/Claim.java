package io.boxbox.maestro.jetstream;

import java.time.Duration;

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
 * or the wait has passed. The server says when a wait is over; a timer stands by in case it does not.
 * <p>
 * The protocol is that of <a href="https://docs.nats.io/reference/reference-protocols/nats_api_reference">JetStream's API
 * reference</a>, {@code $JS.API.CONSUMER.MSG.NEXT}. All callbacks run on one Vert.x context.
 */
final class Claim {

    private static final String NEXT_MESSAGE = "$JS.API.CONSUMER.MSG.NEXT.";
    private static final long GRACE_IN_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final Dispatcher dispatcher;
    private final Listener listener;

    private Subscription inbox;
    private int outstanding;
    private long timer;
    private boolean over;

    Claim(Vertx vertx, Context context, Dispatcher dispatcher, Listener listener) {
        this.vertx = vertx;
        this.context = context;
        this.dispatcher = dispatcher;
        this.listener = listener;
    }

    /** Sends the request. Call on the context, once. */
    void open(Connection connection, String stream, String consumer, int batch, Duration wait) {
        outstanding = batch;
        String replyTo = connection.createInbox();
        inbox = dispatcher.subscribe(replyTo, message -> context.runOnContext(ignored -> receive(message)));
        timer = vertx.setTimer(wait.toMillis() + GRACE_IN_MILLIS, ignored -> context.runOnContext(due -> end()));
        connection.publish(NEXT_MESSAGE + stream + "." + consumer, replyTo,
                PullRequestOptions.builder(batch).expiresIn(wait).build().serialize());
    }

    /** Ends the claim early: what still arrives is handed back at once. */
    void end() {
        if (!over) {
            close();
            listener.onOver();
        }
    }

    private void receive(Message message) {
        if (message.isStatusMessage()) {
            receive(message.getStatus());
        } else if (over) {
            message.nak();
        } else {
            listener.onMessage(message);
            outstanding--;
            if (outstanding == 0) {
                end();
            }
        }
    }

    private void receive(Status status) {
        switch (status.getCode()) {
            case Status.FLOW_OR_HEARTBEAT_STATUS_CODE -> {
            }
            case Status.NOT_FOUND_CODE, Status.REQUEST_TIMEOUT_CODE -> end();
            default -> refused(status);
        }
    }

    private void refused(Status status) {
        if (!over) {
            close();
            listener.onRefused(status.getMessageWithCode());
        }
    }

    private void close() {
        over = true;
        vertx.cancelTimer(timer);
        if (inbox.isActive()) {
            dispatcher.unsubscribe(inbox);
        }
    }

    /** What becomes of a claim; told on the claim's context. */
    interface Listener {

        void onMessage(Message message);

        /** The batch is full, or the wait has passed. Nothing follows. */
        void onOver();

        /** The server refused the request or dropped it. Nothing follows. */
        void onRefused(String reason);
    }
}
