package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.Vertx;

/**
 * Keeps every claimed message in progress until it is settled, so that a batch may take longer than the consumer's ack wait.
 */
@ApplicationScoped
public class InProgressKeeper {

    private static final int SIGNALS_PER_ACK_WAIT = 3;

    private final Vertx vertx;
    private final Set<ClaimedMessage> held = ConcurrentHashMap.newKeySet();
    private Duration ackWait;
    private long timer;

    InProgressKeeper(Vertx vertx) {
        this.vertx = vertx;
    }

    /** How many messages this process has claimed and not settled. May be asked from any thread. */
    public int held() {
        return held.size();
    }

    /** Signals from now on at a third of the given ack wait, the consumer's own. */
    synchronized void keepWithin(Duration ackWait) {
        if (ackWait.equals(this.ackWait)) {
            return;
        }
        if (this.ackWait != null) {
            vertx.cancelTimer(timer);
        }
        this.ackWait = ackWait;
        timer = vertx.setPeriodic(Math.max(1, ackWait.toMillis() / SIGNALS_PER_ACK_WAIT),
                tick -> held.forEach(ClaimedMessage::inProgress));
    }

    void hold(ClaimedMessage message) {
        held.add(message);
    }

    void forget(ClaimedMessage message) {
        held.remove(message);
    }

    /** Hands back at once what is held and was not begun. */
    void releaseWaiting() {
        held.stream().filter(message -> !message.isBegun()).forEach(ClaimedMessage::release);
    }

    /** Hands back at once whatever is still held. */
    void releaseAll() {
        held.forEach(ClaimedMessage::release);
    }
}
