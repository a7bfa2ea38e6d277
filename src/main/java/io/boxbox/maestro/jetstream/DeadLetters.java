package io.boxbox.maestro.jetstream;

import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.Uni;

/**
 * Keeps messages that can never be cooked: the original bytes and headers, and headers of our own that say why, from where,
 * after how many deliveries and when.
 */
@ApplicationScoped
class DeadLetters {

    static final String REASON = "Maestro-Reason";
    static final String SUBJECT = "Maestro-Subject";
    static final String STREAM_SEQUENCE = "Maestro-Stream-Sequence";
    static final String DELIVERIES = "Maestro-Deliveries";
    static final String TIME = "Maestro-Time";

    /** Names the original's headers that would instruct the server if they were sent as they are. */
    private static final String INSTRUCTIONS = "Nats-";
    private static final String DISARMED = "Maestro-Original-";

    private final ConfirmedPublisher publisher;

    DeadLetters(ConfirmedPublisher publisher) {
        this.publisher = publisher;
    }

    /** Stores the dead letter and, once that is confirmed, terminates the original. */
    Uni<Void> bury(ClaimedMessage claimed, String reason) {
        String subject = OrderSubjects.DEAD_LETTER + "." + OrderSubjects.lastToken(claimed.subject());
        return publisher.publish(claimed.message().metaData().getStream(), subject,
                subject + ":" + claimed.streamSequence(), headers(claimed, reason), claimed.message().getData())
                .invoke(claimed::terminate);
    }

    private static Headers headers(ClaimedMessage claimed, String reason) {
        Headers headers = new Headers();
        Headers original = claimed.message().getHeaders();
        if (original != null) {
            original.forEach((name, values) -> headers.add(name.startsWith(INSTRUCTIONS) ? DISARMED + name : name, values));
        }
        return headers.put(REASON, printable(reason))
                .put(SUBJECT, printable(claimed.subject()))
                .put(STREAM_SEQUENCE, String.valueOf(claimed.streamSequence()))
                .put(DELIVERIES, String.valueOf(claimed.deliveries()))
                .put(TIME, Instant.now().toString());
    }

    // NATS headers are printable ASCII.
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
