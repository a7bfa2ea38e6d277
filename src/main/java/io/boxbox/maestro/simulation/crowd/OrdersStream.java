package io.boxbox.maestro.simulation.crowd;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.MessageConsumer;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.StreamContext;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.Uni;

/**
 * The stream of orders as a customer reaches it: over a connection of its own, none of Maestro's code between. Thread-safe.
 */
public final class OrdersStream implements AutoCloseable {

    private static final String STREAM = "ORDERS";
    private static final String MAESTRO = "ORDERS_maestro_new_order_listener_v1";
    private static final int NO_MESSAGE_FOUND = 10037;
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
    public static OrdersStream open(Options options) throws IOException, InterruptedException, JetStreamApiException {
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

    /**
     * Publishes anything; completes once the server has stored it. Does not block.
     *
     * @param messageId by which the server knows what it has stored before; empty for what may be there twice
     */
    public Uni<Void> publish(String subject, Optional<String> messageId, byte[] content) {
        Headers headers = new Headers();
        messageId.ifPresent(id -> headers.put("Nats-Msg-Id", id));
        return Uni.createFrom().completionStage(() -> jetStream.publishAsync(subject, headers, content)).replaceWithVoid();
    }

    /** The sequence of the message that will be stored next. Blocks. */
    public long nextSequence() throws IOException, JetStreamApiException {
        return stream.getStreamInfo().getStreamState().getLastSequence() + 1;
    }

    /** The first message from a sequence on; empty if there is none yet. Blocks. */
    public Optional<MessageInfo> read(long sequence) throws IOException, JetStreamApiException {
        try {
            return Optional.of(connection.jetStreamManagement().getNextMessage(STREAM, sequence, "orders.>"));
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == NO_MESSAGE_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes Maestro's consumer, unless it is there. Blocks. */
    public void makeConsumerIfAbsent(Duration ackWait) throws IOException, JetStreamApiException {
        JetStreamManagement management = connection.jetStreamManagement();
        if (!management.getConsumerNames(STREAM).contains(MAESTRO)) {
            management.createConsumer(STREAM, ConsumerConfiguration.builder().durable(MAESTRO)
                    .filterSubject("orders.waiting_to_cook.*").ackPolicy(AckPolicy.Explicit).ackWait(ackWait).build());
        }
    }

    /** The connection on which all this goes. */
    public Connection connection() {
        return connection;
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
    public OptionalLong unacknowledged() {
        try {
            ConsumerInfo queue = stream.getConsumerInfo(MAESTRO);
            return OptionalLong.of(queue.getNumPending() + queue.getNumAckPending());
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
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
