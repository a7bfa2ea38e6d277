package io.boxbox.maestro.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;

/** What every contender needs: a nats-server that keeps its messages in files, and an instant Panettiere. */
final class Rig implements AutoCloseable {

    private static final int ACKS_PENDING = 1_000_000;
    private static final long BETWEEN_LOOKS_IN_NANOS = 20_000_000;
    private static final int PUBLISHED_AT_ONCE = 2_000;
    private static final long AGE_OF_THE_CONSUMER_IN_NANOS = 6_000_000_000L;

    private final NatsServer nats;
    private final Process panettiere;
    private final int panettierePort;
    private final Connection connection;
    private long placed;

    Rig() throws Exception {
        // The tables are all that there is to see.
        LogManager.getLogManager().reset();
        nats = new NatsServer();
        panettiere = Contender.java(List.of(), InstantPanettiere.class).start();
        // Ctrl-C, or a failure on the way, must not leave him behind.
        Runtime.getRuntime().addShutdownHook(new Thread(panettiere::destroy));
        panettierePort = Integer.parseInt(
                new BufferedReader(new InputStreamReader(panettiere.getInputStream(), UTF_8)).readLine());
        connection = Nats.connect(nats.url());
    }

    NatsServer nats() {
        return nats;
    }

    Connection connection() {
        return connection;
    }

    int panettierePort() {
        return panettierePort;
    }

    /** Makes a new stream, with a new consumer, and so many orders that wait. */
    void reset(int backlog) throws Exception {
        var management = connection.jetStreamManagement();
        if (management.getStreamNames().contains(Pizzeria.STREAM)) {
            management.deleteStream(Pizzeria.STREAM);
        }
        management.addStream(StreamConfiguration.builder().name(Pizzeria.STREAM).subjects("orders.>").build());
        management.addOrUpdateConsumer(Pizzeria.STREAM, ConsumerConfiguration.builder().durable(Pizzeria.CONSUMER)
                .filterSubject(OrderSubjects.WAITING_TO_COOK + ".*").ackPolicy(AckPolicy.Explicit).maxAckPending(ACKS_PENDING)
                .build());
        placed = 0;
        // Of a younger order Maestro cannot know whether an earlier consumer of this name had it, and would look.
        LockSupport.parkNanos(AGE_OF_THE_CONSUMER_IN_NANOS);
        place(backlog);
    }

    /** Places so many orders, and waits until they are stored; none if the number is negative. */
    void place(int orders) throws Exception {
        JetStream jetStream = connection.jetStream();
        List<CompletableFuture<PublishAck>> confirmations = new ArrayList<>();
        for (int i = 0; i < orders; i++) {
            confirmations.add(place(jetStream));
            if (confirmations.size() == PUBLISHED_AT_ONCE) {
                confirmations.forEach(CompletableFuture::join);
                confirmations.clear();
            }
        }
        confirmations.forEach(CompletableFuture::join);
    }

    /** Places one order, without waiting for the confirmation. */
    CompletableFuture<PublishAck> place(JetStream jetStream) {
        placed++;
        String id = "%08d-1b4e-4d5f-9a3c-%012d".formatted(placed, placed);
        Headers headers = new Headers();
        headers.put("traceparent", "00-%032x-%016x-01".formatted(placed, placed));
        return jetStream.publishAsync(OrderSubjects.WAITING_TO_COOK + "." + id, headers,
                Pizzeria.order(id, "small", "").getBytes(UTF_8));
    }

    /** The number of the order with this id: the first one that was placed since the reset is 1. */
    static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }

    /** Waits until somebody waits for orders. */
    void awaitContender() throws Exception {
        while (connection.jetStreamManagement().getConsumerInfo(Pizzeria.STREAM, Pizzeria.CONSUMER).getNumWaiting() == 0) {
            LockSupport.parkNanos(BETWEEN_LOOKS_IN_NANOS);
        }
    }

    /** How many orders were placed since the reset. */
    long placed() {
        return placed;
    }

    /** How many orders are delivered. */
    long delivered() throws Exception {
        // Not from the consumer: an older server goes through all that waits to answer that, and holds up the consumer meanwhile.
        return connection.jetStreamManagement().getStreamInfo(Pizzeria.STREAM).getStreamState().getMsgCount() - placed;
    }

    @Override
    public void close() throws Exception {
        connection.close();
        panettiere.destroy();
        panettiere.waitFor();
        nats.close();
        nats.loseData();
    }
}
