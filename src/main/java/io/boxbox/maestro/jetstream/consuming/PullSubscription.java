package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.consuming.LookPace.Reason;
import io.boxbox.maestro.jetstream.publishing.DeliveryThrottle;
import io.boxbox.maestro.loop.KitchenLoop;
import io.nats.client.Message;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.smallrye.mutiny.subscription.MultiEmitter;

/**
 * One subscription to the consumer's messages: a pull request, and if that is refused, lost or full in bytes, another for what
 * is left of batch and wait. Everything runs on the kitchen's loop.
 */
final class PullSubscription implements PullRequest.Listener {

    private static final Logger LOG = Logger.getLogger(PullSubscription.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PAUSE_OF_A_FULL_QUEUE = Duration.ofMillis(500);

    private final Shared shared;
    private final ConsumerConfiguration<?> consumer;
    private final MultiEmitter<? super ClaimedMessage> emitter;
    private final Duration wait;
    private final long begin;
    private int left;
    private boolean oversize;
    private PullBudget.Share share;
    private long requested;

    /** @param wait how long it may take until the batch has come */
    PullSubscription(Shared shared, ConsumerConfiguration<?> consumer, Duration wait, int batch,
            MultiEmitter<? super ClaimedMessage> emitter) {
        this.shared = shared;
        this.consumer = consumer;
        this.wait = wait;
        this.begin = shared.loop().clock().now();
        this.left = batch;
        this.emitter = emitter;
    }

    /** Sends the first request, or the next. */
    void request() {
        // Late messages may have made it full.
        if (left <= 0) {
            emitter.complete();
            return;
        }
        Duration rest = emitter.isCancelled() ? Duration.ZERO : wait.minus(shared.loop().clock().since(begin));
        if (shared.requests().isLeaving() || rest.isNegative() || rest.isZero()) {
            emitter.complete();
        } else if (shared.supervisor().isOpen() && shared.mayBegin().getAsBoolean()) {
            takeAShare().ifPresentOrElse(taken -> send(taken, rest), () -> requestAfter(PAUSE));
        } else {
            requestAfter(PAUSE);
        }
    }

    private Optional<PullBudget.Share> takeAShare() {
        return oversize ? shared.budget().takeOversize()
                : shared.budget().take(shared.supervisor().limits().bytesPerRequest());
    }

    private void send(PullBudget.Share taken, Duration rest) {
        Duration pause = shared.throttle().ask();
        if (!pause.isZero()) {
            taken.close();
            requestAfter(pause.compareTo(PAUSE) < 0 ? PAUSE : pause);
            return;
        }
        ConsumerLimits limits = shared.supervisor().limits();
        share = taken;
        oversize = false;
        requested = shared.loop().clock().now();
        int most = shared.throttle().isOn() || taken.isOversize() ? 1 : limits.perRequest();
        shared.requests().open(new PullRequest.Terms(consumer.stream(), consumer.name(), Math.min(left, most),
                taken.bytes(), rest.compareTo(limits.longestWait()) < 0 ? rest : limits.longestWait(),
                !shared.supervisor().isConsuming(), limits.ackWait()), this);
    }

    private void requestAfter(Duration pause) {
        shared.loop().clock().pause(pause).subscribe().with(passed -> shared.loop().execute(this::request));
    }

    private void close() {
        shared.requests().closed();
        share.close();
    }

    @Override
    public void onMessage(Message message) {
        shared.supervisor().accepted();
        receive(message);
    }

    // To give it back would cost a delivery, of which it may have no other. So there may be more than a batch for a while.
    @Override
    public void onLateMessage(Message message) {
        receive(message);
    }

    private void receive(Message message) {
        left--;
        switch (Arrival.of(message)) {
            case ORDER -> emit(claim(message));
            case DELETE_MARKER -> message.ack();
            case NOT_INPUT -> shared.supervisor().lookAgain(Reason.URGENT);
        }
    }

    private ClaimedMessage claim(Message message) {
        ClaimedMessage claimed = shared.claims().claim(message, consumer.acknowledgeTimeout());
        share.claimed(claimed.size());
        return claimed;
    }

    private void emit(ClaimedMessage claimed) {
        if (emitter.isCancelled()) {
            claimed.release();
        } else {
            emitter.emit(claimed);
        }
    }

    @Override
    public void onAccepted() {
        shared.supervisor().accepted();
    }

    @Override
    public void onFull() {
        learn();
        close();
        request();
    }

    @Override
    public void onBytesUsed() {
        learn();
        close();
        oversize = !share.hasBrought();
        request();
    }

    private void learn() {
        share.filled(shared.loop().clock().since(requested), shared.supervisor().limits().ackWait());
    }

    // The consumer may allow shorter waits than ours.
    @Override
    public void onExpired() {
        close();
        Duration limit = shared.supervisor().limits().longestWait();
        if (limit.compareTo(wait) < 0) {
            requestAfter(limit.compareTo(PAUSE) < 0 ? PAUSE : Duration.ofMillis(1));
        } else {
            emitter.complete();
        }
    }

    @Override
    public void onRefused(PullStatus status) {
        close();
        LOG.debugf("Pull request refused: %s", status.words());
        if (status.isBeyondALimit()) {
            shared.supervisor().lookAgain(Reason.URGENT);
        } else if (!status.isPause()) {
            shared.supervisor().markUnavailable(status.words());
        }
        requestAfter(status.isPause() ? PAUSE_OF_A_FULL_QUEUE : PAUSE);
    }

    @Override
    public void onSilence() {
        close();
        shared.supervisor().silent();
        requestAfter(PAUSE);
    }

    @Override
    public void onConnectionLost() {
        close();
        requestAfter(PAUSE);
    }

    /**
     * What all subscriptions of the process share.
     *
     * @param mayBegin whether the rest of the process is ready for orders
     */
    record Shared(KitchenLoop loop, ConsumerSupervisor supervisor, PullRequests requests, PullBudget budget, Claims claims,
            DeliveryThrottle throttle, BooleanSupplier mayBegin) {
    }
}
