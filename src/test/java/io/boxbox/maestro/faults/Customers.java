package io.boxbox.maestro.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;

/**
 * Place orders all the time, outage or not, and some of them twice. They never ask again whether an order was accepted: of
 * those that were not confirmed, only the stream knows.
 */
final class Customers implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PERCENT_PLACED_TWICE = 3;
    private static final int REMEMBERED = 200;
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_UNCONFIRMED = 1_000;

    private final Connection connection;
    private final SplittableRandom random;
    private final int perTick;
    private final ScheduledExecutorService queue = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService lookout = Executors.newSingleThreadScheduledExecutor();
    private final List<NewOrder> remembered = new ArrayList<>();
    private final Map<Long, String> confirmed = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger placed = new AtomicInteger();
    private volatile long waiting;

    Customers(Connection connection, SplittableRandom random, int ordersPerSecond) {
        this.connection = connection;
        this.random = random;
        this.perTick = Math.max(1, (int) (ordersPerSecond * TICK.toMillis() / 1_000));
    }

    void come() {
        lookout.scheduleWithFixedDelay(this::countWaiting, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        queue.scheduleAtFixedRate(this::placeSome, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Places nothing more, and waits until all that was placed has reached the server or is given up. */
    @Override
    public void close() throws InterruptedException {
        lookout.shutdownNow();
        queue.shutdown();
        queue.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Awaitility.await("answers to all orders placed").atMost(PATIENCE).until(() -> unanswered.get() == 0);
    }

    int placed() {
        return placed.get();
    }

    /** Stream sequence and subject of what the server has confirmed. */
    Map<Long, String> confirmed() {
        return Map.copyOf(confirmed);
    }

    // As many as the maestros can keep up with, so that there is always work and never much of it left at the end.
    private void placeSome() {
        long room = Math.min(MOST_WAITING - waiting, MOST_UNCONFIRMED - unanswered.get());
        for (int i = 0; i < Math.min(perTick, room); i++) {
            place(next());
        }
    }

    private void countWaiting() {
        try {
            ConsumerInfo consumer = connection.jetStreamManagement().getConsumerInfo(Pizzeria.STREAM, Pizzeria.CONSUMER);
            waiting = consumer.getNumPending() + consumer.getNumAckPending();
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            // The server is away: customers go by what they last saw.
        }
    }

    private NewOrder next() {
        if (!remembered.isEmpty() && random.nextInt(100) < PERCENT_PLACED_TWICE) {
            return remembered.get(random.nextInt(remembered.size()));
        }
        NewOrder order = NewOrder.draw(random, placed.get());
        if (remembered.size() < REMEMBERED) {
            remembered.add(order);
        } else {
            remembered.set(random.nextInt(REMEMBERED), order);
        }
        return order;
    }

    private void place(NewOrder order) {
        placed.incrementAndGet();
        unanswered.incrementAndGet();
        try {
            connection.jetStream().publishAsync(order.subject(), order.body()).whenComplete((stored, failure) -> {
                unanswered.decrementAndGet();
                if (failure == null) {
                    confirmed.put(stored.getSeqno(), order.subject());
                }
            });
        } catch (IOException | IllegalStateException e) {
            // There is no connection, and no more room to keep it for the next.
            unanswered.decrementAndGet();
        }
    }
}
