package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.vertx.core.Vertx;

/**
 * Keeps every claimed message in progress until it is settled, so that a batch may take longer than the consumer's ack wait.
 * However many there are, their signals are spread evenly and never come in one burst.
 */
@ApplicationScoped
public class InProgressKeeper {

    private static final int SIGNALS_PER_ACK_WAIT = 3;
    private static final int MOST_SHIFTS = 32;
    private static final long SHORTEST_SHIFT_IN_MILLIS = 10;

    private final Vertx vertx;
    // Each with the shift in which it is signalled.
    private final Map<ClaimedMessage, Integer> held = new ConcurrentHashMap<>();
    private Duration ackWait;
    private long timer;
    private volatile int shifts = 1;
    private volatile int shift;

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
        long interval = Math.max(1, ackWait.toMillis() / SIGNALS_PER_ACK_WAIT);
        shifts = (int) Math.max(1, Math.min(MOST_SHIFTS, interval / SHORTEST_SHIFT_IN_MILLIS));
        timer = vertx.setPeriodic(interval / shifts, tick -> signal());
    }

    private void signal() {
        int now = (shift + 1) % shifts;
        held.forEach((message, due) -> {
            if (due % shifts == now) {
                message.inProgress();
            }
        });
        shift = now;
    }

    /** Holds a message from now on. Its own shift has just passed: most messages are settled before it comes again. */
    void hold(ClaimedMessage message) {
        held.put(message, shift);
    }

    void forget(ClaimedMessage message) {
        held.remove(message);
    }

    /** Hands back at once what is held and was not begun. */
    void releaseWaiting() {
        held.keySet().stream().filter(message -> !message.isBegun()).forEach(ClaimedMessage::release);
    }

    /** Hands back at once whatever is still held. */
    void releaseAll() {
        held.keySet().forEach(ClaimedMessage::release);
    }
}
