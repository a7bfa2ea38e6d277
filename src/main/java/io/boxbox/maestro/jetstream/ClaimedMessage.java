package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

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

    private final Message message;
    private final Connection connection;
    private final Duration confirmationTimeout;
    private final long askedFor;
    private final Consumer<ClaimedMessage> onSettled;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile boolean begun;

    /**
     * @param askedFor when it was asked for, in {@link System#nanoTime}
     * @param onSettled told once, when the message is acknowledged, handed back or terminated, on the thread that does it
     */
    ClaimedMessage(Message message, Connection connection, Duration confirmationTimeout, long askedFor,
            Consumer<ClaimedMessage> onSettled) {
        this.message = message;
        this.connection = connection;
        this.confirmationTimeout = confirmationTimeout;
        this.askedFor = askedFor;
        this.onSettled = onSettled;
    }

    Message message() {
        return message;
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

    /** How long ago it was asked for, which is before the server handed it out. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - askedFor);
    }

    /** Work on it begins: from now on only its outcome settles it. */
    void begin() {
        begun = true;
        inProgress();
    }

    /** True once work on it has begun. */
    boolean isBegun() {
        return begun;
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
        return settleConfirmed(AckType.AckAck);
    }

    /**
     * Tells the server never to hand the message out again, and waits for its confirmation. Does not fail: if that is lost, the
     * message comes again, and its dead letter is then found stored.
     */
    Uni<Void> terminate() {
        return settleConfirmed(AckType.AckTerm);
    }

    /** Hands the message back, to be handed out again after the delay. */
    void handBack(Duration delay) {
        settle("hand back", () -> message.nakWithDelay(delay));
    }

    /** Hands the message back, to be handed out again at once. */
    void release() {
        settle("release", message::nak);
    }

    private Uni<Void> settleConfirmed(AckType signal) {
        return Uni.createFrom().completionStage(() -> {
            settle();
            return connection.requestWithTimeout(message.getReplyTo(), signal.bodyBytes(-1), confirmationTimeout);
        })
                .ifNoItem().after(confirmationTimeout).fail()
                .onFailure().invoke(failure -> LOG.debugf(failure, "%s of %s was not confirmed", signal, subject()))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    private void settle(String what, Runnable signal) {
        if (settle()) {
            send(what, signal);
        }
    }

    private boolean settle() {
        boolean first = settled.compareAndSet(false, true);
        if (first) {
            onSettled.accept(this);
        }
        return first;
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
