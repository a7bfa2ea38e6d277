package io.boxbox.maestro.jetstream.publishing;

import java.util.Optional;
import java.util.Set;

import org.jboss.logging.Logger;

import io.boxbox.maestro.logging.OnceAMinute;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;

/** What it means that the server refuses to store a message. What somebody has to mend is told in the server's own words. */
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private static final int WRONG_LAST_SEQUENCE = 10071;
    private static final int HEADERS_TOO_LARGE = 10097;
    private static final int LARGER_THAN_THE_STREAM_TAKES = 10054;
    // The server is busy, or still at an earlier attempt.
    private static final Set<Integer> PASSING = Set.of(WRONG_LAST_SEQUENCE, 10008, 10158, 10163, 10164, 10167);

    private final OnceAMinute told;

    Refusals(OnceAMinute told) {
        this.told = told;
    }

    /** The failure as this package names it; itself if the server has not refused, or only for now. */
    Throwable explained(Throwable failure, String subject) {
        return refusal(failure).map(refusal -> explained(refusal, subject)).orElse(failure);
    }

    private Throwable explained(JetStreamApiException refusal, String subject) {
        int code = refusal.getApiErrorCode();
        if (code == HEADERS_TOO_LARGE) {
            return new MessageTooLargeException("its headers are larger than the server takes");
        }
        if (code == LARGER_THAN_THE_STREAM_TAKES) {
            return new MessageTooLargeException("it is larger than the stream takes (max_msg_size)");
        }
        if (PASSING.contains(code)) {
            return refusal;
        }
        return notStored(subject, refusal.getErrorDescription() + " [" + code + "]" + advice(refusal.getErrorDescription()),
                code);
    }

    /** Another domain's stream has confirmed a message, in the place of the one that has to have it. */
    NotStoredException storedElsewhere(PublishAck confirmation, String subject) {
        return notStored(subject, "a stream " + confirmation.getStream() + " in another JetStream domain, "
                + confirmation.getDomain() + ", takes the same subject, and its server is the first to answer", 0);
    }

    private NotStoredException notStored(String subject, String words, int code) {
        if (told.isDue(kind(subject) + code)) {
            LOG.warnf("NATS: the server refuses to store %s: %s", subject, words);
        }
        return new NotStoredException(words);
    }

    private static String kind(String subject) {
        return subject.substring(0, subject.lastIndexOf('.') + 1);
    }

    private static String advice(String words) {
        return words.contains("per subject")
                ? ": the subject holds what max_msgs_per_subject allows, and discard_new_per_subject leaves a second dead letter"
                        + " nowhere to go"
                : "";
    }

    /** Whether the last message on the subject is not the expected one. */
    static boolean isWrongLastSequence(Throwable failure) {
        return refusal(failure).filter(refusal -> refusal.getApiErrorCode() == WRONG_LAST_SEQUENCE).isPresent();
    }

    private static Optional<JetStreamApiException> refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JetStreamApiException refusal) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
