package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.jetstream.tracing.Tracing;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.queue.OrderSettled;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.smallrye.mutiny.Multi;

/**
 * Orders that the server has given up: delivered as often as the consumer allows ({@code max_deliver}), and settled by nobody,
 * because the process that had the last delivery is gone. The server says so once, to those who listen then: newer ones when
 * the ack wait is over, older ones when somebody pulls after that. What a newer one said while nobody listened is between what
 * was acknowledged and what was delivered, and pending no more.
 */
@ApplicationScoped
public class AbandonedOrders {

    private static final Logger LOG = Logger.getLogger(AbandonedOrders.class);
    private static final String GIVEN_UP = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.";
    private static final Duration LONGEST_GRACE = Duration.ofSeconds(30);
    private static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 60;

    private final KitchenLoop loop;
    private final NatsConnection nats;
    private final Connection connection;
    private final StoredMessages stored;
    private final AckWaitExtender ackWaits;
    private final Confirmations confirmations;
    private final Tracing tracing;
    private final Event<OrderSettled> settlements;
    private final AtomicReference<Consumer<ClaimedMessage>> action = new AtomicReference<>(found -> {
    });
    private volatile Found consumer;
    private Dispatcher dispatcher;
    private Given given;

    AbandonedOrders(KitchenLoop loop, NatsConnection nats, Connection connection, StoredMessages stored,
            AckWaitExtender ackWaits,
            Confirmations confirmations, Tracing tracing, Event<OrderSettled> settlements) {
        this.loop = loop;
        this.nats = nats;
        this.connection = connection;
        this.stored = stored;
        this.ackWaits = ackWaits;
        this.confirmations = confirmations;
        this.tracing = tracing;
        this.settlements = settlements;
    }

    /** Sets what to do with a message that was given up, and that may have been settled all the same. */
    public void onFound(Consumer<ClaimedMessage> action) {
        this.action.set(action);
    }

    /**
     * Listens from now on, if the consumer has a limit of deliveries, and looks for what was given up before. To be called
     * before it is pulled from, and whenever it is looked at.
     */
    synchronized void listen(Found found) {
        consumer = found;
        if (found.consumer().number("max_deliver") <= 0) {
            return;
        }
        if (given == null) {
            given = Given.before(found);
        }
        if (given.isOver(found)) {
            search(given);
            given = Given.NOTHING;
        }
        if (dispatcher == null || !dispatcher.isActive()) {
            dispatcher = connection.createDispatcher();
            dispatcher.subscribe(GIVEN_UP + found.streamName() + "." + found.consumerName(),
                    message -> loop.execute(() -> hear(message)));
        }
    }

    // A process that still has the order, and lost its connection for a while, may be about to settle it.
    private void hear(Message message) {
        Described advisory = Described.parse(message.getData());
        loop.clock().pause(grace()).subscribe()
                .with(passed -> loop.execute(() -> look(advisory.number("stream_seq"), advisory.number("deliveries"))));
    }

    private Duration grace() {
        return consumer.shortestWait().filter(wait -> wait.compareTo(LONGEST_GRACE) < 0).orElse(LONGEST_GRACE);
    }

    private void look(long sequence, long deliveries) {
        if (ackWaits.holds(sequence)) {
            return;
        }
        stored.at(consumer.streamName(), sequence)
                .onFailure().retry().withBackOff(FIRST_PAUSE, LONGEST_GRACE).atMost(ATTEMPTS)
                .subscribe().with(there -> there.ifPresent(info -> loop.execute(() -> pass(info, deliveries))),
                        failure -> LOG.warnf("The message at sequence %d has no delivery left, and could not be read: %s",
                                sequence, failure.getMessage()));
    }

    private void search(Given range) {
        String filter = consumer.consumer().text("filter_subject");
        String subject = filter.isEmpty() ? OrderSubjects.WAITING_TO_COOK + ".*" : filter;
        long limit = consumer.consumer().number("max_deliver");
        AtomicLong next = new AtomicLong(range.from());
        Multi.createBy().repeating()
                .uni(() -> stored.next(consumer.streamName(), subject, next.get())
                        .onFailure().retry().withBackOff(FIRST_PAUSE, LONGEST_GRACE).atMost(ATTEMPTS)
                        .invoke(found -> found.ifPresent(info -> next.set(info.getSeq() + 1))))
                .until(found -> found.isEmpty() || found.get().getSeq() > range.to())
                .subscribe().with(found -> loop.execute(() -> pass(found.get(), limit)),
                        failure -> LOG.warnf("Orders that had no delivery left could not be looked for: %s",
                                failure.getMessage()));
    }

    private void pass(MessageInfo info, long deliveries) {
        Message message = new LastDelivery(info, consumer.streamName(), consumer.consumerName(), deliveries);
        if (Arrival.of(message) == Arrival.ORDER) {
            action.get().accept(new ClaimedMessage(message, nats,
                    new ClaimedMessage.Terms(confirmations, CONFIRMATION_TIMEOUT, ConsumerLimits.of(consumer),
                            ClaimedMessage::nak, gone -> {
                            }),
                    new OrderTrace(tracing, message), loop.clock(),
                    (claimed, outcome) -> claimed.trace().within(() -> settlements.fire(outcome))));
        }
    }

    /** Stream sequences that were delivered before this process came, and not acknowledged with all that is before them. */
    private record Given(long from, long to) {

        private static final Given NOTHING = new Given(1, 0);

        static Given before(Found found) {
            return new Given(floor(found) + 1, found.consumerInfo().object("delivered").number("stream_seq"));
        }

        /** Whether none of them is pending any more: each is settled, or was given up. */
        boolean isOver(Found now) {
            return from <= to && (now.consumerInfo().number("num_ack_pending") == 0 || floor(now) >= to);
        }

        private static long floor(Found found) {
            return found.consumerInfo().object("ack_floor").number("stream_seq");
        }
    }
}
