package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.Optional;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.simulation.crowd.Account;
import io.boxbox.maestro.simulation.crowd.Ledger;
import io.boxbox.maestro.simulation.crowd.Narrator;
import io.boxbox.maestro.simulation.crowd.OrdersStream;
import io.boxbox.maestro.simulation.crowd.Tone;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;

/**
 * Reads everything that is stored into the ledger, one message after the other by its sequence: whatever happens to the server
 * meanwhile, none is left out.
 */
final class StreamFollower implements AutoCloseable {

    private static final long MILLIS_BETWEEN_READS = 40;
    private static final String REASON = "Maestro-Reason";

    private final OrdersStream stream;
    private final Ledger ledger;
    private final Account account;
    private final Thread reader;
    private long next;

    /** Begins with what is stored next. Blocks for a round trip. */
    StreamFollower(OrdersStream stream, Ledger ledger, Account account) throws IOException, JetStreamApiException {
        this.stream = stream;
        this.ledger = ledger;
        this.account = account;
        this.next = stream.nextSequence();
        this.reader = Stage.daemon("stream-follower").newThread(this::follow);
        reader.start();
    }

    private void follow() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (!readOne()) {
                    Thread.sleep(MILLIS_BETWEEN_READS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean readOne() {
        try {
            Optional<MessageInfo> message = stream.read(next);
            message.ifPresent(this::take);
            return message.isPresent();
        } catch (IOException | JetStreamApiException | IllegalStateException e) {
            // NATS is away, and will be asked again.
            return false;
        }
    }

    private void take(MessageInfo message) {
        next = message.getSeq() + 1;
        ZonedDateTime at = message.getTime();
        String subject = message.getSubject();
        String reason = message.getHeaders() == null ? null : message.getHeaders().getFirst(REASON);
        ledger.stored(subject, at.toInstant(), reason == null ? "unknown" : reason);
        if (subject.startsWith(OrderSubjects.DEAD_LETTER)) {
            account.tell(Tone.TROUBLE, "stream",
                    "has a dead letter, " + Narrator.shortId(OrderSubjects.lastToken(subject)) + ": " + reason);
        }
    }

    @Override
    public void close() {
        reader.interrupt();
    }
}
