package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.Uni;

/**
 * Keeps messages that can never be cooked: the original bytes and headers, and headers of our own that say why, from where,
 * after how many deliveries and when. Each is kept once, however often its original is handed out.
 * <p>
 * Unlike a delivery, a letter may share its subject with those of other messages. So the subject is read before a letter is
 * stored, and the server stores it only if the subject is still as it was read.
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

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int REPETITIONS = 5;

    private final StoredMessages stored;
    private final LettersRead letters;
    private final ConfirmedPublisher publisher;

    DeadLetters(StoredMessages stored, LettersRead letters, ConfirmedPublisher publisher) {
        this.stored = stored;
        this.letters = letters;
        this.publisher = publisher;
    }

    /**
     * Stores the dead letter and, once that is confirmed, terminates the original. Of a message so large that there is no room
     * for our headers, its own are left out, and then its body too: the original stays in the stream at its sequence.
     */
    Uni<Void> bury(ClaimedMessage claimed, Verdict why) {
        byte[] data = claimed.message().getData();
        Headers own = headers(claimed, why.detail());
        return store(claimed, withOriginal(own, claimed.message().getHeaders()), data)
                .onFailure(MessageTooLargeException.class)
                .recoverWithUni(() -> store(claimed, new Headers(own).put(LEFT_OUT, "headers"), data))
                .onFailure(MessageTooLargeException.class)
                .recoverWithUni(() -> store(claimed, new Headers(own).put(LEFT_OUT, "headers and body"), new byte[0]))
                .chain(() -> claimed.terminate(why));
    }

    private Uni<Void> store(ClaimedMessage claimed, Headers headers, byte[] data) {
        return Uni.createFrom().deferred(() -> storeIfAbsent(claimed, headers, data))
                .onFailure(failure -> !(failure instanceof MessageTooLargeException))
                .retry().withBackOff(FIRST_PAUSE).atMost(REPETITIONS);
    }

    private Uni<Void> storeIfAbsent(ClaimedMessage claimed, Headers headers, byte[] data) {
        String stream = claimed.message().metaData().getStream();
        String subject = OrderSubjects.DEAD_LETTER + "." + OrderSubjects.lastToken(claimed.subject());
        return stored.last(stream, subject).onItem().transformToUni(last -> last
                .map(letter -> letters.contain(claimed.streamSequence(), stream, subject, letter))
                .orElse(Uni.createFrom().item(false))
                .chain(there -> there ? Uni.createFrom().voidItem()
                        : publish(claimed, last.map(MessageInfo::getSeq).orElse(0L), stream, subject, headers, data)));
    }

    private Uni<Void> publish(ClaimedMessage claimed, long last, String stream, String subject, Headers headers, byte[] data) {
        return Uni.createFrom().deferred(() -> {
            String messageId = subject + ":" + claimed.streamSequence();
            OrderTrace.Publication publication = claimed.trace().publish(subject, messageId);
            return publisher.publishAfter(last, stream, subject, messageId, headers, data)
                    .invoke(publication::confirmed)
                    .onFailure().invoke(publication::failed);
        });
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
