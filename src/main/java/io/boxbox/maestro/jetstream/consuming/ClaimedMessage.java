package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.jetstream.connection.NatsDataPort;
import io.boxbox.maestro.jetstream.connection.WireSubject;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.queue.FailureReason;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.nats.client.Message;
import io.nats.client.impl.AckType;
import io.smallrye.mutiny.Uni;

/**
 * A message that this process has claimed and has to settle. Attached to the channel's message as metadata, for what the
 * connector's own message has no method for. None of its methods blocks.
 */
public final class ClaimedMessage {

    private static final Logger LOG = Logger.getLogger(ClaimedMessage.class);
    private static final long FRESH_IN_NANOS = 50_000_000;

    private final Message message;
    private final String subject;
    private final NatsConnection nats;
    private final Terms terms;
    private final OrderTrace trace;
    private final KitchenClock clock;
    private final BiConsumer<ClaimedMessage, OrderSettled> onSettled;
    private final AtomicReference<OrderSettled> settled = new AtomicReference<>();
    private final long received;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private volatile long begun;
    private volatile boolean deliveredBefore;
    private final AtomicBoolean givenUp = new AtomicBoolean();
    private final AtomicBoolean isGone = new AtomicBoolean();

    /**
     * @param onSettled told once, when the message is acknowledged, negatively acknowledged or terminated, on the thread that
     *        does
     *        it
     */
    ClaimedMessage(Message message, NatsConnection nats, Terms terms, OrderTrace trace,
            KitchenClock clock, BiConsumer<ClaimedMessage, OrderSettled> onSettled) {
        this.message = message;
        this.subject = WireSubject.text(message.getSubject());
        this.nats = nats;
        this.terms = terms;
        this.trace = trace;
        this.clock = clock;
        this.onSettled = onSettled;
        this.received = clock.now();
    }

    public Message message() {
        return message;
    }

    public OrderTrace trace() {
        return trace;
    }

    /** With a lone surrogate for each byte that belongs to no character, see {@link WireSubject}. */
    public String subject() {
        return subject;
    }

    /** The subject's last token as it can be published and logged, see {@link OrderSubjects#publishableToken}. */
    public String publishableToken() {
        return OrderSubjects.publishableToken(subject);
    }

    /** The headers of its delivery: its own, and those by which the trace goes on. */
    Map<String, List<String>> passedOn(Map<String, List<String>> trace) {
        return PassedOnHeaders.of(message, trace, nats.maxPayload());
    }

    /** Whether it had headers that nobody can read, and that are left out. */
    public boolean hadUnreadableHeaders() {
        return message.hasHeaders() && message.getHeaders().containsKey(NatsDataPort.UNREADABLE_HEADERS);
    }

    public long streamSequence() {
        return message.metaData().streamSequence();
    }

    /** How often the server has delivered the message, this time included. */
    public long deliveries() {
        return message.metaData().deliveredCount();
    }

    /**
     * Work on it begins, on the calling Vert.x context: from now on only its outcome settles it.
     *
     * @return false if it was given back before that, and nothing may begin
     */
    public boolean begin() {
        if (!stage.compareAndSet(Stage.WAITING, Stage.BEGUN)) {
            return false;
        }
        start();
        return true;
    }

    /** It is to be settled without work, on the calling Vert.x context, even if it was to be given back. */
    public void beginToSettle() {
        stage.set(Stage.BEGUN);
        start();
    }

    private void start() {
        begun = clock.now();
        trace.begin();
        // One that has only just come has its whole ack wait before it.
        if (begun - received > FRESH_IN_NANOS) {
            inProgress();
        }
    }

    /**
     * Gives it back for somebody else to have at once, see {@link #release}, if no work on it has begun, and none does then.
     */
    void releaseUnlessBegun() {
        if (stage.compareAndSet(Stage.WAITING, Stage.GIVEN_BACK)) {
            release();
        }
    }

    /** Whether the server gives it up now, and delivers it no more. */
    public boolean isTheLastDelivery() {
        return terms.areOver(deliveries());
    }

    /** Whether it may have been settled before, by a claim that nobody knows of any more. */
    public boolean mayHaveBeenSettledBefore() {
        return terms.mayHaveEndedBefore(deliveries(), stored());
    }

    /** True once work on it has begun. */
    boolean isBegun() {
        return stage.get() == Stage.BEGUN;
    }

    /** Its delivery was stored before, by the process that had the message then. */
    public void foundDelivered() {
        deliveredBefore = true;
    }

    /** Restarts the consumer's ack wait for this message, unless it is settled: that would undo the delay of a nak. */
    void inProgress() {
        if (!isSettled()) {
            send("in progress", message::inProgress);
        }
    }

    /**
     * Acknowledges, and has the server's confirmation (the double ack) awaited by {@link Confirmations}. Does not fail: a lost
     * acknowledgement makes the server deliver the message again, and its delivery is then found stored.
     */
    public Uni<Void> acknowledge() {
        return settleConfirmed(AckType.AckAck, deliveredBefore ? Outcome.ALREADY_DELIVERED : Outcome.DELIVERED,
                FailureReason.NONE);
    }

    /** Has an acknowledgement that is only about to be sent awaited by {@link Confirmations}, as its confirmation will be. */
    CompletableFuture<Void> awaitBeside(CompletableFuture<?> acknowledgement) {
        return terms.confirmations().await(acknowledgement);
    }

    /**
     * Tells the server never to deliver the message again, and has its confirmation awaited by {@link Confirmations}. Does not
     * fail: if that is lost, the message comes again, and its dead letter is then found stored.
     */
    public Uni<Void> terminate(FailureReason why) {
        return settleConfirmed(AckType.AckTerm, Outcome.DEAD_LETTER, why);
    }

    /** Negatively acknowledges the message: the server delivers it again after the delay. */
    public void nakWithDelay(Duration delay, FailureReason why) {
        if (settle(Outcome.HANDED_BACK, why)) {
            send("nak", () -> message.nakWithDelay(delay));
            gone();
        }
    }

    /** Gives the message back for somebody else to have at once; if the server allows that no more, it is settled otherwise. */
    public void release() {
        if (!isTheLastDelivery()) {
            nak();
        } else if (!isSettled() && givenUp.compareAndSet(false, true)) {
            terms.lastResort().accept(this);
        }
    }

    /** Negatively acknowledges the message: the server delivers it again at once. */
    void nak() {
        if (settle(Outcome.RELEASED, FailureReason.NONE)) {
            send("nak", message::nak);
            gone();
        }
    }

    public boolean isSettled() {
        return settled.get() != null;
    }

    /** Its bytes, as the server counts those of a pull request. */
    long size() {
        return message.consumeByteCount();
    }

    /** What became of it; {@code null} as long as it is not settled. */
    OrderSettled settled() {
        return settled.get();
    }

    private Uni<Void> settleConfirmed(AckType signal, Outcome outcome, FailureReason why) {
        return Uni.createFrom().completionStage(() -> {
            settle(outcome, why);
            return terms.confirmations().await(send(signal));
        });
    }

    private CompletableFuture<?> send(AckType signal) {
        return nats.request(message.getReplyTo(), null, signal.bodyBytes(-1), terms.confirmationTimeout())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.debugf(failure, "%s of %s was not confirmed", signal, subject());
                    }
                    gone();
                });
    }

    private void gone() {
        if (isGone.compareAndSet(false, true)) {
            terms.onGone().accept(this);
        }
    }

    private boolean settle(Outcome outcome, FailureReason why) {
        if (settled.get() != null) {
            return false;
        }
        OrderSettled end = new OrderSettled(publishableToken(), outcome, why.code(), why.detail(),
                deliveries(), sinceArrival(), isBegun() ? clock.since(begun) : Duration.ZERO);
        boolean first = settled.compareAndSet(null, end);
        if (first) {
            trace.end(end, why.failure());
            onSettled.accept(this, end);
        }
        return first;
    }

    private Instant stored() {
        return message.metaData().timestamp().toInstant();
    }

    /** Since the stream stored it; never negative, though the clocks of server and process may differ a little. */
    Duration sinceArrival() {
        Duration passed = Duration.between(stored(), Instant.now());
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

    private enum Stage {
        WAITING,
        BEGUN,
        GIVEN_BACK
    }

    /**
     * On what terms a message was claimed.
     *
     * @param confirmations where the server's confirmation is awaited
     * @param confirmationTimeout how long to wait for the server to confirm that a message is settled
     * @param limits what its consumer allowed then
     * @param lastResort what to do with a message that is to be given back and that the server would not deliver again
     * @param onGone told once, when the message is settled and nothing is waited for any more
     */
    record Terms(Confirmations confirmations, Duration confirmationTimeout, ConsumerLimits limits,
            Consumer<ClaimedMessage> lastResort, Consumer<ClaimedMessage> onGone) {

        // By how much the clocks of the servers may differ.
        private static final Duration TOLERANCE = Duration.ofSeconds(5);

        /** Whether the server gives a message up after so many deliveries. */
        boolean areOver(long deliveries) {
            return deliveries >= limits.deliveries();
        }

        /**
         * Whether a message may have been settled before: redelivered, or older than a consumer that may have been made again.
         */
        boolean mayHaveEndedBefore(long deliveries, Instant stored) {
            return deliveries > 1 || stored.minus(TOLERANCE).isBefore(limits.since());
        }
    }
}
