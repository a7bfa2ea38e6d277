package io.boxbox.maestro.tools.redrive;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.jetstream.inspection.Subjects;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.tools.redrive.Verdict.PutBack;
import io.boxbox.maestro.tools.redrive.Verdict.Stays;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.Uni;

/**
 * Puts the messages of dead letters back, each once, however often and in however many processes this runs, and wherever it is
 * killed: what it puts back carries an id that names the letter and stays in the stream, and the server stores it only if
 * nothing has come on its subject since the letter was judged.
 * <p>
 * The letters stay: by them Maestro recognises an original that a server delivers again. Everything here blocks.
 */
final class Redrive {

    private static final String STREAM = "ORDERS";
    private static final String MESSAGE_ID = "Nats-Msg-Id";
    private static final String ALL_LETTERS = OrderSubjects.DEAD_LETTER + ".>";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int WRONG_LAST_SEQUENCE = 10071;
    private static final int ATTEMPTS = 3;

    private final StoredMessages stored;
    private final JetStream jetStream;
    private final boolean once;
    private final List<String> read;
    private final Map<String, Long> newest = new HashMap<>();

    /**
     * @param once whether an order id is delivered once for ever ({@code maestro.deliver-once})
     * @param read the subjects that the consumer reads; empty if that is not known
     */
    Redrive(StoredMessages stored, JetStream jetStream, boolean once, List<String> read) {
        this.stored = stored;
        this.jetStream = jetStream;
        this.once = once;
        this.read = read;
    }

    /** The letters that the stream holds, the oldest first. */
    List<Letter> letters() {
        List<Letter> letters = new ArrayList<>();
        Optional<MessageInfo> next = now(stored.next(STREAM, ALL_LETTERS, 1));
        while (next.isPresent()) {
            Letter letter = Letter.of(next.get());
            letters.add(letter);
            letter.subject().ifPresent(subject -> newest.put(subject, letter.sequence()));
            next = now(stored.next(STREAM, ALL_LETTERS, letter.sequence() + 1));
        }
        return letters;
    }

    /**
     * Says what is to become of a letter that {@link #letters} has read.
     *
     * @param flawedToo whether messages that are wrong themselves are meant, too
     */
    Verdict judge(Letter letter, boolean flawedToo) {
        if (letter.subject().isEmpty()) {
            return new Stays(letter.reason().isEmpty() ? "it is no letter of Maestro's: it does not say from where it came"
                    : "it does not say from where it came, or it came from a subject that cannot be published to");
        }
        String subject = letter.subject().get();
        if (!read.isEmpty() && read.stream().noneMatch(pattern -> Subjects.covers(pattern, subject))) {
            return new Stays("it came from " + subject + ", which Maestro's consumer does not read");
        }
        if (letter.isFlawed() && !flawedToo) {
            return new Stays("the message itself is wrong, and would be given up again. To put it back all the same:"
                    + " --reason " + letter.reason());
        }
        if (once && newest.getOrDefault(subject, 0L) > letter.sequence()) {
            return new Stays("the letter at sequence " + newest.get(subject) + " is a later one of the same order");
        }
        return judgeByTheStream(letter, subject);
    }

    private Verdict judgeByTheStream(Letter letter, String subject) {
        if (once) {
            Optional<MessageInfo> delivery = now(stored.last(STREAM, OrderSubjects.WAITING_DELIVERY + "." + letter.id()));
            if (delivery.isPresent()) {
                return new Stays("the order was delivered, at sequence " + delivery.get().getSeq());
            }
        }
        long last = now(stored.last(STREAM, subject)).map(MessageInfo::getSeq).orElse(0L);
        if (last > letter.sequence()) {
            Optional<Long> before = putBackBefore(letter, subject);
            if (before.isPresent()) {
                return new Stays("it was put back, at sequence " + before.get());
            }
            if (once) {
                return new Stays("an order with this id was placed again, at sequence " + last);
            }
        }
        if (letter.lacksHeaders() && original(letter).isEmpty()) {
            return new Stays("its " + letter.leftOut() + " were left out, and the stream does not hold the original (sequence "
                    + letter.original() + ") any more");
        }
        return new PutBack(last);
    }

    private Optional<Long> putBackBefore(Letter letter, String subject) {
        Optional<MessageInfo> next = now(stored.next(STREAM, subject, letter.sequence() + 1));
        while (next.isPresent()) {
            Headers headers = next.get().getHeaders();
            if (headers != null && id(letter).equals(headers.getFirst(MESSAGE_ID))) {
                return Optional.of(next.get().getSeq());
            }
            next = now(stored.next(STREAM, subject, next.get().getSeq() + 1));
        }
        return Optional.empty();
    }

    /**
     * Puts a letter's message back.
     *
     * @return why it stays after all; empty once the server has confirmed storing it
     * @throws IOException if it is not known whether it was stored; to try again does no harm
     */
    Optional<String> putBack(Letter letter, PutBack verdict, boolean flawedToo)
            throws IOException, JetStreamApiException {
        Verdict next = verdict;
        for (int attempt = 1; next instanceof PutBack now; attempt++) {
            try {
                Optional<PublishAck> confirmation = publish(letter, now.last());
                if (confirmation.isEmpty()) {
                    return Optional.of("it was deleted meanwhile");
                }
                return confirmation.get().isDuplicate() && attempt == 1 ? Optional.of("it was put back a moment ago")
                        : Optional.empty();
            } catch (JetStreamApiException e) {
                if (e.getApiErrorCode() != WRONG_LAST_SEQUENCE || attempt == ATTEMPTS) {
                    throw e;
                }
                next = judge(letter, flawedToo);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
        return Optional.of(((Stays) next).why());
    }

    // Nothing if what is to be sent was deleted.
    private Optional<PublishAck> publish(Letter letter, long last) throws IOException, JetStreamApiException {
        Optional<MessageInfo> kept = now(stored.at(STREAM, letter.sequence()));
        Optional<MessageInfo> original = letter.lacksHeaders() ? original(letter) : kept;
        if (kept.isEmpty() || original.isEmpty()) {
            return Optional.empty();
        }
        byte[] data = (letter.lacksBody() ? original : kept).get().getData();
        return Optional.of(jetStream.publish(letter.subject().orElseThrow(), Letter.sentAgain(original.get().getHeaders()),
                data, PublishOptions.builder().expectedStream(STREAM).messageId(id(letter)).expectedLastSubjectSequence(last)
                        .build()));
    }

    private Optional<MessageInfo> original(Letter letter) {
        return letter.original() == 0 ? Optional.empty()
                : now(stored.at(STREAM, letter.original())).filter(found -> letter.subject().get().equals(found.getSubject()));
    }

    private static String id(Letter letter) {
        return "maestro-redrive:" + letter.sequence();
    }

    private static <T> T now(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
