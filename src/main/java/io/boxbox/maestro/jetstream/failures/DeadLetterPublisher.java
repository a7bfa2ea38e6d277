package io.boxbox.maestro.jetstream.failures;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.boxbox.maestro.jetstream.connection.EncodedWord;
import io.boxbox.maestro.jetstream.consuming.ClaimedMessage;
import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.jetstream.publishing.ConfirmedPublisher;
import io.boxbox.maestro.jetstream.publishing.MessageTooLargeException;
import io.boxbox.maestro.jetstream.publishing.NotStoredException;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.queue.FailureReason;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Keeps messages that can never be cooked: the original bytes and headers, and headers of our own that say why, from where,
 * after how many deliveries and when. Each is kept once, however often its original is delivered.
 * <p>
 * Unlike a delivery, a letter may share its subject with those of other messages. So the subject is read before a letter is
 * stored, and the server stores it only if the subject is still as it was read.
 */
@ApplicationScoped
class DeadLetterPublisher {

    static final String REASON = "Maestro-Reason";
    static final String DETAIL = "Maestro-Detail";
    static final String SUBJECT = "Maestro-Subject";
    static final String STREAM_SEQUENCE = "Maestro-Stream-Sequence";
    static final String DELIVERIES = "Maestro-Deliveries";
    static final String TIME = "Maestro-Time";
    static final String LEFT_OUT = "Maestro-Left-Out";

    /** Names the original's headers that would instruct the server if they were sent as they are. */
    private static final String INSTRUCTIONS = "Nats-";
    private static final String DISARMED = "Maestro-Original-";
    private static final String OURS = "Maestro-";
    private static final int LONGEST_DETAIL = 2_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int REPETITIONS = 5;

    private final StoredMessages stored;
    private final DeadLetterIndex index;
    private final ConfirmedPublisher publisher;
    private final ScheduledExecutorService timers;

    @Inject
    DeadLetterPublisher(StoredMessages stored, DeadLetterIndex index, ConfirmedPublisher publisher) {
        this(stored, index, publisher, Infrastructure.getDefaultWorkerPool());
    }

    /** @param timers for what waits */
    DeadLetterPublisher(StoredMessages stored, DeadLetterIndex index, ConfirmedPublisher publisher,
            ScheduledExecutorService timers) {
        this.stored = stored;
        this.index = index;
        this.publisher = publisher;
        this.timers = timers;
    }

    /**
     * Stores the dead letter and, once that is confirmed, terminates the original. Of a message so large that there is no room
     * for our headers, its own are left out, and then its body too: the original stays in the stream at its sequence.
     */
    Uni<Void> publish(ClaimedMessage claimed, FailureReason why) {
        return content(claimed).chain(data -> publish(claimed, why, data));
    }

    // A consumer may have been edited to leave it out (headers_only).
    private Uni<byte[]> content(ClaimedMessage claimed) {
        byte[] came = claimed.message().getData();
        if (came.length > 0) {
            return Uni.createFrom().item(came);
        }
        return stored.at(claimed.message().metaData().getStream(), claimed.streamSequence())
                .map(there -> there.map(MessageInfo::getData).orElse(came));
    }

    private Uni<Void> publish(ClaimedMessage claimed, FailureReason why, byte[] data) {
        Headers own = headers(claimed, why);
        Headers all = withOriginal(own, claimed.message().getHeaders());
        if (claimed.hadUnreadableHeaders()) {
            all.put(LEFT_OUT, "unreadable headers");
        }
        return store(claimed, all, data)
                .onFailure(MessageTooLargeException.class)
                .recoverWithUni(() -> store(claimed, new Headers(own).put(LEFT_OUT, "headers"), data))
                .onFailure(MessageTooLargeException.class)
                .recoverWithUni(() -> store(claimed, new Headers(own).put(LEFT_OUT, "headers and body"), new byte[0]))
                .chain(() -> claimed.terminate(why));
    }

    private Uni<Void> store(ClaimedMessage claimed, Headers headers, byte[] data) {
        return Uni.createFrom().deferred(() -> storeIfAbsent(claimed, headers, data))
                .onFailure(
                        failure -> !(failure instanceof MessageTooLargeException) && !(failure instanceof NotStoredException))
                .retry().withExecutor(timers).withBackOff(FIRST_PAUSE).atMost(REPETITIONS);
    }

    private Uni<Void> storeIfAbsent(ClaimedMessage claimed, Headers headers, byte[] data) {
        String stream = claimed.message().metaData().getStream();
        String subject = OrderSubjects.DEAD_LETTER + "." + claimed.publishableToken();
        return stored.last(stream, subject).onItem().transformToUni(last -> last
                .map(letter -> index.contains(claimed.streamSequence(), stream, subject, letter))
                .orElse(Uni.createFrom().item(false))
                .chain(there -> there ? Uni.createFrom().voidItem()
                        : storeAfter(claimed, last.map(MessageInfo::getSeq).orElse(0L), stream, subject, headers, data)));
    }

    private Uni<Void> storeAfter(ClaimedMessage claimed, long last, String stream, String subject, Headers headers,
            byte[] data) {
        return Uni.createFrom().deferred(() -> {
            String messageId = subject + ":" + claimed.streamSequence();
            OrderTrace.Publication publication = claimed.trace().publish(subject, messageId);
            return publisher.publishAfter(last, stream, subject, messageId, headers, data)
                    .invoke(publication::confirmed)
                    .onFailure().invoke(publication::failed);
        });
    }

    private static Headers headers(ClaimedMessage claimed, FailureReason why) {
        return new Headers()
                .put(REASON, why.code())
                .put(DETAIL, text(why.detail()))
                .put(SUBJECT, EncodedWord.of(claimed.subject()))
                .put(STREAM_SEQUENCE, String.valueOf(claimed.streamSequence()))
                .put(DELIVERIES, String.valueOf(claimed.deliveries()))
                .put(TIME, Instant.now().toString());
    }

    private static Headers withOriginal(Headers own, Headers original) {
        Headers all = new Headers(own);
        if (original != null) {
            original.forEach((name, values) -> {
                // Of a letter that was put back with its headers, ours tell of the first time.
                if (!begins(name, OURS)) {
                    all.add(begins(name, INSTRUCTIONS) ? DISARMED + name : name, values);
                }
            });
        }
        return all;
    }

    // The server knows its own in any case.
    private static boolean begins(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    // What others said: perhaps at length, and perhaps in more than printable ASCII, which is all that a header may hold.
    private static String text(String detail) {
        String printable = detail.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > LONGEST_DETAIL ? printable.substring(0, LONGEST_DETAIL) : printable;
    }
}
