package io.boxbox.maestro.jetstream.connection;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;

/**
 * Requests on one connection, and their replies, for what each order asks of the server. A reply is heard on the thread that
 * reads the connection, where the client library's own requests wake another thread for each. May be used from any thread.
 */
final class Replies {

    // What the client library takes for no wait at all; of zero it makes one without end.
    private static final Duration AT_ONCE = null;
    private static final long BETWEEN_LOOKS_IN_MILLIS = 250;
    private static final int RADIX = 36;

    private final Connection connection;
    private final ScheduledExecutorService timers;
    private final String inbox;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
    private final AtomicBoolean looksForOverdue = new AtomicBoolean();

    /** @param timers run what ends a wait */
    Replies(Connection connection, ScheduledExecutorService timers) {
        this.connection = connection;
        this.timers = timers;
        this.inbox = connection.createInbox() + ".";
        NatsDataPort.toldBy(connection.getOptions()).ifPresentOrElse(threads -> {
            Subscription replies = connection.subscribe(inbox + "*");
            threads.betweenReads(() -> hearAll(replies));
        }, () -> connection.createDispatcher(this::hear).subscribe(inbox + "*"));
    }

    /**
     * Sends a request.
     *
     * @return its reply, told on the thread that reads the connection, which must not be blocked; fails with a
     *         {@link TimeoutException} if there is none in time (within a quarter of a second), and with an {@link IOException}
     *         if nobody is there to reply
     * @throws IllegalStateException if it cannot be sent now
     */
    CompletableFuture<Message> request(String subject, Headers headers, byte[] body, Duration timeout) {
        String replyTo = inbox + Long.toString(lastNumber.incrementAndGet(), RADIX);
        CompletableFuture<Message> reply = new CompletableFuture<>();
        awaited.put(replyTo, new Awaited(reply, System.nanoTime() + timeout.toNanos()));
        try {
            connection.publish(subject, replyTo, headers, body);
        } catch (RuntimeException e) {
            awaited.remove(replyTo);
            throw e;
        }
        lookForOverdueLater();
        return reply;
    }

    private void hearAll(Subscription replies) {
        try {
            for (Message reply = replies.nextMessage(AT_ONCE); reply != null; reply = replies.nextMessage(AT_ONCE)) {
                hear(reply);
            }
        } catch (IllegalStateException closed) {
            // What is still waited for ends with its time.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(Message reply) {
        Awaited request = awaited.remove(reply.getSubject());
        if (request == null) {
            return;
        }
        if (reply.isStatusMessage()) {
            request.reply().completeExceptionally(new IOException(reply.getStatus().getMessageWithCode()));
        } else {
            request.reply().complete(reply);
        }
    }

    // One look for all of them costs less than a timer for each, and none while nothing is waited for.
    private void lookForOverdueLater() {
        if (looksForOverdue.compareAndSet(false, true)) {
            timers.schedule(this::endOverdue, BETWEEN_LOOKS_IN_MILLIS, MILLISECONDS);
        }
    }

    private void endOverdue() {
        long now = System.nanoTime();
        awaited.forEach((replyTo, request) -> {
            if (now - request.deadline() >= 0 && awaited.remove(replyTo, request)) {
                request.reply().completeExceptionally(new TimeoutException("The server has not answered in time"));
            }
        });
        looksForOverdue.set(false);
        if (!awaited.isEmpty()) {
            lookForOverdueLater();
        }
    }

    /** @param deadline by {@link System#nanoTime} */
    private record Awaited(CompletableFuture<Message> reply, long deadline) {
    }
}
