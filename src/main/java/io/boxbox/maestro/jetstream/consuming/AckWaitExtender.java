package io.boxbox.maestro.jetstream.consuming;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.queue.InFlightOrders;

/**
 * Extends the ack wait of every claimed message by in-progress signals until the message is settled, so that a batch may take
 * longer than the consumer's ack wait. The signals are spread over time slots, also those of messages that came together, so
 * that thousands of them do not hold up the loop.
 */
@Singleton
public class AckWaitExtender {

    private static final int SIGNALS_PER_ACK_WAIT = 3;
    private static final int MOST_SLOTS = 32;
    private static final long SHORTEST_SLOT_IN_MILLIS = 10;

    private final KitchenLoop loop;
    private final InFlightOrders inFlight;
    // Each with the slot in which it is signalled.
    private final Map<ClaimedMessage, Integer> messages = new ConcurrentHashMap<>();
    private volatile Duration ackWait;
    private Future<?> timer;
    private volatile int slots = 1;
    private volatile int slot;
    private final AtomicInteger added = new AtomicInteger();

    AckWaitExtender(KitchenLoop loop, InFlightOrders inFlight) {
        this.loop = loop;
        this.inFlight = inFlight;
    }

    /** Signals from now on at a third of the given wait: the shortest after which the consumer delivers again. */
    synchronized void useAckWait(Duration ackWait) {
        if (ackWait.equals(this.ackWait)) {
            return;
        }
        boolean shorter = this.ackWait != null && ackWait.compareTo(this.ackWait) < 0;
        if (timer != null) {
            timer.cancel(false);
        }
        this.ackWait = ackWait;
        long interval = Math.max(1, ackWait.toMillis() / SIGNALS_PER_ACK_WAIT);
        slots = (int) Math.max(1, Math.min(MOST_SLOTS, interval / SHORTEST_SLOT_IN_MILLIS));
        long period = Math.max(1, interval / slots);
        timer = loop.clock().scheduler().scheduleWithFixedDelay(() -> loop.execute(this::signal), period, period, MILLISECONDS);
        if (shorter) {
            messages.keySet().forEach(ClaimedMessage::inProgress);
        }
    }

    private void signal() {
        int now = (slot + 1) % slots;
        messages.forEach((message, due) -> {
            if (due % slots == now) {
                message.inProgress();
            }
        });
        slot = now;
    }

    /**
     * Extends a message's ack wait from now on. Its own slot is one of those that have passed last: most messages are settled
     * before it comes again.
     */
    void add(ClaimedMessage message) {
        inFlight.claimed();
        int back = added.getAndIncrement() % Math.max(1, slots / 2);
        messages.put(message, Math.floorMod(slot - back, slots));
    }

    void remove(ClaimedMessage message) {
        if (messages.remove(message) != null) {
            inFlight.settled();
        }
    }

    /** Whether this process has a message, and has not settled it yet. */
    boolean holds(long streamSequence) {
        return messages.keySet().stream().anyMatch(message -> message.streamSequence() == streamSequence);
    }

    /** Naks at once what is in flight and was not begun. */
    public void releaseNotBegun() {
        messages.keySet().forEach(ClaimedMessage::releaseUnlessBegun);
    }

    /** Naks at once all that is still in flight. */
    public void releaseAll() {
        messages.keySet().forEach(ClaimedMessage::release);
    }
}
