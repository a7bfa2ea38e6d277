package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.OrderSettled.Outcome;
import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.AckType;
import io.smallrye.mutiny.Uni;

/**
 * A message that this process has claimed and has to settle. Attached to the channel's message as metadata, for what the
 * connector's own message has no method for. None of its methods blocks.
 */
final class ClaimedMessage {

    private static final Logger LOG = Logger.getLogger(ClaimedMessage.class);
    private static final Verdict NO_VERDICT = new Verdict("none", "", null);
    private static final long NEVER = 0;
    private static final long FRESH_IN_NANOS = 50_000_000;

    private final Message message;
    private final Connection connection;
    private final Duration confirmationTimeout;
    private final OrderTrace trace;
    private final BiConsumer<ClaimedMessage, OrderSettled> onSettled;
    private final AtomicBoolean settled = new AtomicBoolean();
    private final long received = System.nanoTime();
    private volatile long begun;
    private volatile boolean deliveredBefore;

    /**
     * @param onSettled told once, when the message is acknowledged, handed back or terminated, on the thread that does it
     */
    ClaimedMessage(Message message, Connection connection, Duration confirmationTimeout, OrderTrace trace,
            BiConsumer<ClaimedMessage, OrderSettled> onSettled) {
        this.message = message;
        this.connection = connection;
        this.confirmationTimeout = confirmationTimeout;
        this.trace = trace;
        this.onSettled = onSettled;
    }

    Message message() {
        return message;
    }

    OrderTrace trace() {
        return trace;
    }

    String subject() {
        return message.getSubject();
    }

    long streamSequence() {
        return message.metaData().streamSequence();
    }

    /** How often the server has handed the message out, this time included. */
    long deliveries() {
        return message.metaData().deliveredCount();
    }

    /** Work on it begins, on the calling Vert.x context: from now on only its outcome settles it. */
    void begin() {
        begun = System.nanoTime() | 1;
        trace.begin();
        // One that has only just come has its whole ack wait before it.
        if (begun - received > FRESH_IN_NANOS) {
            inProgress();
        }
    }

    /** True once work on it has begun. */
    boolean isBegun() {
        return begun != NEVER;
    }

    /** Its delivery was stored before, by whoever had the message then. */
    void foundDelivered() {
        deliveredBefore = true;
    }

    /** Starts the consumer's ack wait for this message anew. */
    void inProgress() {
        send("in progress", message::inProgress);
    }

    /**
     * Acknowledges and waits for the server's confirmation (the double ack). Does not fail: a lost acknowledgement makes the
     * server hand the message out again, and its delivery is then found stored.
     */
    Uni<Void> acknowledge() {
        return settleConfirmed(AckType.AckAck, deliveredBefore ? Outcome.ALREADY_DELIVERED : Outcome.DELIVERED, NO_VERDICT);
    }

    /**
     * Tells the server never to hand the message out again, and waits for its confirmation. Does not fail: if that is lost, the
     * message comes again, and its dead letter is then found stored.
     */
    Uni<Void> terminate(Verdict why) {
        return settleConfirmed(AckType.AckTerm, Outcome.DEAD_LETTER, why);
    }

    /** Hands the message back, to be handed out again after the delay. */
    void handBack(Duration delay, Verdict why) {
        if (settle(Outcome.HANDED_BACK, why)) {
            send("hand back", () -> message.nakWithDelay(delay));
        }
    }

    /** Hands the message back, to be handed out again at once. */
    void release() {
        if (settle(Outcome.RELEASED, NO_VERDICT)) {
            send("release", message::nak);
        }
    }

    private Uni<Void> settleConfirmed(AckType signal, Outcome outcome, Verdict why) {
        return Uni.createFrom().completionStage(() -> {
            settle(outcome, why);
            return connection.requestWithTimeout(message.getReplyTo(), signal.bodyBytes(-1), confirmationTimeout);
        })
                .ifNoItem().after(confirmationTimeout).fail()
                .onFailure().invoke(failure -> LOG.debugf(failure, "%s of %s was not confirmed", signal, subject()))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    private boolean settle(Outcome outcome, Verdict why) {
        boolean first = settled.compareAndSet(false, true);
        if (first) {
            OrderSettled end = new OrderSettled(OrderSubjects.lastToken(subject()), outcome, why.reason(), why.detail(),
                    deliveries(), sinceArrival(), isBegun() ? Duration.ofNanos(System.nanoTime() - begun) : Duration.ZERO);
            trace.end(end, why.failure());
            onSettled.accept(this, end);
        }
        return first;
    }

    /** Since the stream stored it; never negative, though the clocks of server and process may differ a little. */
    Duration sinceArrival() {
        Duration passed = Duration.between(message.metaData().timestamp(), ZonedDateTime.now());
        return passed.isNegative() ? Duration.ZERO : passed;
    }

    // Without a connection, or with its buffer full, the signal is lost and the ack wait does the same more slowly.
    private void send(String what, Runnable signal) {
        try {
            signal.run();
        } catch (IllegalStateException e) {
            LOG.debugf(e, "Could not tell the server: %s %s", what, subject());
        }
    }
}
