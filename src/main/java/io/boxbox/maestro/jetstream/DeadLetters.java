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
    static final String LEFT_OUT = "Maestro-Left-Out";

    /** Names the original's headers that would instruct the server if they were sent as they are. */
    private static final String INSTRUCTIONS = "Nats-";
    private static final String DISARMED = "Maestro-Original-";

    private final ConfirmedPublisher publisher;

    DeadLetters(ConfirmedPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Stores the dead letter and, once that is confirmed, terminates the original. Of a message so large that there is no room
     * for our headers, its own are left out, and then its body too: the original stays in the stream at its sequence.
     */
    Uni<Void> bury(ClaimedMessage claimed, String reason) {
        byte[] data = claimed.message().getData();
        Headers own = headers(claimed, reason);
        return store(claimed, withOriginal(own, claimed.message().getHeaders()), data)
                .onFailure(MessageTooLargeException.class)
                .recoverWithUni(() -> store(claimed, new Headers(own).put(LEFT_OUT, "headers"), data))
                .onFailure(MessageTooLargeException.class)
                .recoverWithUni(() -> store(claimed, new Headers(own).put(LEFT_OUT, "headers and body"), new byte[0]))
                .invoke(claimed::terminate);
    }

    private Uni<Void> store(ClaimedMessage claimed, Headers headers, byte[] data) {
        String subject = OrderSubjects.DEAD_LETTER + "." + OrderSubjects.lastToken(claimed.subject());
        return publisher.publish(claimed.message().metaData().getStream(), subject,
                subject + ":" + claimed.streamSequence(), headers, data);
    }

    private static Headers headers(ClaimedMessage claimed, String reason) {
        return new Headers()
                .put(REASON, printable(reason))
                .put(SUBJECT, printable(claimed.subject()))
                .put(STREAM_SEQUENCE, String.valueOf(claimed.streamSequence()))
                .put(DELIVERIES, String.valueOf(claimed.deliveries()))
                .put(TIME, Instant.now().toString());
    }

    private static Headers withOriginal(Headers own, Headers original) {
        Headers all = new Headers(own);
        if (original != null) {
            original.forEach((name, values) -> all.add(name.startsWith(INSTRUCTIONS) ? DISARMED + name : name, values));
        }
        return all;
    }

    // NATS headers are printable ASCII.
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
