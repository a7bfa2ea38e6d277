package io.boxbox.maestro.simulation.stage;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nats.client.Connection;
import io.nats.client.Connection.Status;

/** Tells the boards what was done on the stage, for them to mark it. What is told while NATS is away, they hear later. */
final class Marks implements AutoCloseable {

    private static final String SUBJECT = "maestro.kitchens.ORDERS_maestro_new_order_listener_v1.mark";
    private static final int LONGEST = 120;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long BETWEEN_TRIES = 100;

    private final Connection connection;
    private final BooleanSupplier away;
    private final BlockingQueue<byte[]> marks = new LinkedBlockingQueue<>();
    private final AtomicInteger untold = new AtomicInteger();
    private final Thread teller = new Thread(this::tellAll, "marks");

    /** @param away whether the stage itself has taken NATS away */
    Marks(Connection connection, BooleanSupplier away) {
        this.connection = connection;
        this.away = away;
        teller.setDaemon(true);
        teller.start();
    }

    /** Tells it as soon as it can be told. Does not block. */
    void mark(Instant at, String text) {
        String brief = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
        untold.incrementAndGet();
        marks.add(JsonNodeFactory.instance.objectNode().put("at", at.toString()).put("kind", "stage").put("text", brief)
                .toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for a moment until all is told. */
    void flush() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (untold.get() > 0 && !away.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
    }

    private void tellAll() {
        try {
            while (true) {
                byte[] next = marks.take();
                while (away.getAsBoolean() || connection.getStatus() != Status.CONNECTED || !isTold(next)) {
                    Thread.sleep(BETWEEN_TRIES);
                }
                untold.decrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTold(byte[] mark) throws InterruptedException {
        try {
            connection.publish(SUBJECT, mark);
            connection.flush(PATIENCE);
            return true;
        } catch (TimeoutException | IllegalStateException e) {
            return false;
        }
    }

    @Override
    public void close() {
        teller.interrupt();
    }
}
