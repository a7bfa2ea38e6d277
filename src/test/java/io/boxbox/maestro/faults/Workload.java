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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.AnyHeaders;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.Headers;

/**
 * Places orders all the time, outage or not, and some of them twice. It never asks again whether an order was accepted: of
 * those that were not confirmed, only the stream knows.
 */
final class Workload implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PERCENT_PLACED_TWICE = 3;
    private static final int REMEMBERED = 200;
    private static final String ORDINARY = OrderSubjects.WAITING_TO_COOK + "." + OrderKind.ORDINARY.id(0).replace("0", "");
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_UNCONFIRMED = 1_000;

    private final Connection connection;
    private final SplittableRandom random;
    private final OrderDeck deck;
    private final int perTick;
    private final ScheduledExecutorService placing = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService polling = Executors.newSingleThreadScheduledExecutor();
    private final List<PlacedOrder> remembered = new ArrayList<>();
    private final Map<Long, String> confirmed = new ConcurrentHashMap<>();
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private final AtomicInteger placed = new AtomicInteger();
    private volatile long backlog;

    Workload(Connection connection, SplittableRandom random, int ordersPerSecond) {
        this.connection = connection;
        this.random = random;
        this.deck = new OrderDeck(random);
        this.perTick = Math.max(1, (int) (ordersPerSecond * TICK.toMillis() / 1_000));
    }

    void start() {
        polling.scheduleWithFixedDelay(this::readBacklog, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        placing.scheduleAtFixedRate(this::placeSome, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Places nothing more, and waits until all that was placed has reached the server or is given up. */
    @Override
    public void close() throws InterruptedException {
        polling.shutdownNow();
        placing.shutdown();
        placing.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Awaitility.await("answers to all orders placed").atMost(PATIENCE).until(() -> unconfirmed.get() == 0);
    }

    int placed() {
        return placed.get();
    }

    /** Stream sequence and subject of what the server has confirmed. */
    Map<Long, String> confirmed() {
        return Map.copyOf(confirmed);
    }

    /** The id of an ordinary order that the server has confirmed; {@code null} if there is none. */
    String anyOrdinary() {
        List<String> subjects = confirmed.values().stream().filter(subject -> subject.startsWith(ORDINARY)).toList();
        return subjects.isEmpty() ? null
                : OrderSubjects.lastToken(subjects.get(ThreadLocalRandom.current().nextInt(subjects.size())));
    }

    // No more than can be kept up with, so that there is always work and never much of it left at the end.
    private void placeSome() {
        long room = Math.min(MOST_WAITING - backlog, MOST_UNCONFIRMED - unconfirmed.get());
        for (int i = 0; i < Math.min(perTick, room); i++) {
            place(next());
        }
    }

    private void readBacklog() {
        try {
            ConsumerInfo consumer = connection.jetStreamManagement().getConsumerInfo(Pizzeria.STREAM, Pizzeria.CONSUMER);
            backlog = consumer.getNumPending() + consumer.getNumAckPending();
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            // The server is away: the last number has to do.
        }
    }

    private PlacedOrder next() {
        if (!remembered.isEmpty() && random.nextInt(100) < PERCENT_PLACED_TWICE) {
            return remembered.get(random.nextInt(remembered.size()));
        }
        PlacedOrder order = deck.draw(placed.get());
        if (remembered.size() < REMEMBERED) {
            remembered.add(order);
        } else {
            remembered.set(random.nextInt(REMEMBERED), order);
        }
        return order;
    }

    private void place(PlacedOrder order) {
        placed.incrementAndGet();
        unconfirmed.incrementAndGet();
        try {
            Headers headers = order.headers() == null ? null : new AnyHeaders(order.headers());
            connection.jetStream().publishAsync(order.subject(), headers, order.body()).whenComplete((stored, failure) -> {
                unconfirmed.decrementAndGet();
                // Headers of any bytes may have made a message id: then nothing was stored.
                if (failure == null && !stored.isDuplicate()) {
                    confirmed.put(stored.getSeqno(), order.subject());
                }
            });
        } catch (IOException | IllegalStateException e) {
            // There is no connection, and no more room to keep it for the next.
            unconfirmed.decrementAndGet();
        }
    }
}
