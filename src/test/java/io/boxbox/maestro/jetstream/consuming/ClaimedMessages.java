package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.List;

import io.boxbox.maestro.jetstream.connection.ScriptedNatsConnection;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.jetstream.tracing.NoTracing;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.queue.OrderSettled;
import io.nats.client.Message;

/** Makes claimed messages for tests of other packages. */
public final class ClaimedMessages {

    private ClaimedMessages() {
    }

    /** @param settlements where its settlement is written down */
    public static ClaimedMessage of(Message message, ScriptedNats nats, KitchenClock clock, List<OrderSettled> settlements) {
        return new ClaimedMessage(message, new ScriptedNatsConnection(nats, clock.scheduler()),
                new ClaimedMessage.Terms(new Confirmations(), Duration.ofSeconds(5), ConsumerLimits.NONE, ClaimedMessage::nak,
                        gone -> {
                        }),
                new OrderTrace(NoTracing.tracing(), message), clock, (settled, outcome) -> settlements.add(outcome));
    }
}
