package io.boxbox.maestro.simulation.crowd;

import java.io.IOException;
import java.util.OptionalLong;

import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.StreamContext;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.smallrye.mutiny.Uni;

/**
 * The stream of orders as a customer reaches it: over a connection of its own, none of Maestro's code between. Thread-safe.
 */
final class OrdersStream implements AutoCloseable {

    private static final String STREAM = "ORDERS";
    private static final String MAESTRO = "ORDERS_maestro_new_order_listener_v1";
    private static final int NAME_IN_USE_WITH_OTHER_CONFIGURATION = 10058;
    private static final ConsumeOptions NOTICES_AN_OUTAGE_SOON = ConsumeOptions.builder().expiresIn(2_000).build();

    private final Connection connection;
    private final JetStream jetStream;
    private final StreamContext stream;

    private OrdersStream(Connection connection) throws IOException, JetStreamApiException {
        this.connection = connection;
        this.jetStream = connection.jetStream();
        this.stream = connection.getStreamContext(STREAM);
    }

    /** Connects and makes the stream if it is absent. Blocks. */
    static OrdersStream open(Options options) throws IOException, InterruptedException, JetStreamApiException {
        Connection connection = Nats.connect(options);
        try {
            makeIfAbsent(connection);
            return new OrdersStream(connection);
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static void makeIfAbsent(Connection connection) throws IOException, JetStreamApiException {
        try {
            connection.jetStreamManagement()
                    .addStream(StreamConfiguration.builder().name(STREAM).subjects("orders.>").build());
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != NAME_IN_USE_WITH_OTHER_CONFIGURATION) {
                throw e;
            }
        }
    }

    /** Places an order; completes once the server has stored it. Does not block. */
    Uni<Void> place(NewOrder order) {
        return Uni.createFrom().completionStage(() -> jetStream.publishAsync(order.subject(), order.json())).replaceWithVoid();
    }

    /** Reads everything that is stored from now on into the ledger, until closed. Blocks for a round trip. */
    MessageConsumer copyTo(Ledger ledger) throws IOException, JetStreamApiException {
        long next = stream.getStreamInfo().getStreamState().getLastSequence() + 1;
        return stream.createOrderedConsumer(new OrderedConsumerConfiguration()
                .filterSubject("orders.>")
                .headersOnly(true)
                .deliverPolicy(DeliverPolicy.ByStartSequence)
                .startSequence(next))
                .consume(NOTICES_AN_OUTAGE_SOON,
                        message -> ledger.stored(message.getSubject(), message.metaData().timestamp().toInstant()));
    }

    /** Orders that no maestro has acknowledged yet; empty if the queue does not answer or is not there. Blocks. */
    OptionalLong unacknowledged() {
        try {
            ConsumerInfo queue = stream.getConsumerInfo(MAESTRO);
            return OptionalLong.of(queue.getNumPending() + queue.getNumAckPending());
        } catch (IOException | JetStreamApiException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
