package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;

import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.jetstream.tracing.Tracing;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.queue.OrderSettled;
import io.nats.client.Message;

/** Claims messages: keeps their ack wait from running out until they are settled, and tells when they are. */
@Singleton
class Claims {

    private final KitchenLoop loop;
    private final NatsConnection nats;
    private final ConsumerSupervisor supervisor;
    private final AckWaitExtender ackWaits;
    private final PullBudget budget;
    private final Confirmations confirmations;
    private final Tracing tracing;
    private final Event<OrderSettled> settlements;
    private final AtomicReference<Consumer<ClaimedMessage>> lastResort = new AtomicReference<>(ClaimedMessage::nak);

    Claims(KitchenLoop loop, NatsConnection nats, ConsumerSupervisor supervisor, AckWaitExtender ackWaits, PullBudget budget,
            Confirmations confirmations, Tracing tracing, Event<OrderSettled> settlements) {
        this.loop = loop;
        this.nats = nats;
        this.supervisor = supervisor;
        this.ackWaits = ackWaits;
        this.budget = budget;
        this.confirmations = confirmations;
        this.tracing = tracing;
        this.settlements = settlements;
    }

    /** @param confirmationTimeout how long to wait for the server to confirm that the message is settled */
    ClaimedMessage claim(Message message, Duration confirmationTimeout) {
        ClaimedMessage claimed = new ClaimedMessage(message, nats,
                new ClaimedMessage.Terms(confirmations, confirmationTimeout, supervisor.limits(), lastResort.get(), this::gone),
                new OrderTrace(tracing, message), loop.clock(), this::settled);
        ackWaits.add(claimed);
        return claimed;
    }

    /** Sets what to do with a message that is to be given back and that the server would not deliver again. */
    void onLastDelivery(Consumer<ClaimedMessage> action) {
        lastResort.set(action);
    }

    // Until then its order is still in hand, and in memory.
    private void gone(ClaimedMessage claimed) {
        budget.gone(claimed.size());
    }

    private void settled(ClaimedMessage claimed, OrderSettled outcome) {
        ackWaits.remove(claimed);
        claimed.trace().within(() -> settlements.fire(outcome));
    }
}
