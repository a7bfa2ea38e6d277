package io.boxbox.maestro.jetstream.failures;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.queue.QueueStatus;
import io.nats.client.api.MessageInfo;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Reads the dead letters of a subject to see whether a message has one. What was read is remembered for a while, so that many
 * messages under one id, each with its letter, do not make it read them all again for each.
 */
@ApplicationScoped
class DeadLetterIndex {

    private static final int SUBJECTS_REMEMBERED = 16;
    private static final int LETTERS_REMEMBERED = 20_000;

    private final StoredMessages stored;
    private final Map<String, Pages> remembered = new LinkedHashMap<>(SUBJECTS_REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pages> eldest) {
            return size() > SUBJECTS_REMEMBERED;
        }
    };

    DeadLetterIndex(StoredMessages stored) {
        this.stored = stored;
    }

    // A server that comes back may have lost what it confirmed; then it has to be read again.
    synchronized void changed(@Observes QueueStatus state) {
        if (!state.consuming()) {
            remembered.clear();
        }
    }

    /**
     * Whether one of the letters on a subject is that of the message with the given stream sequence. Fails if the server does
     * not answer in time.
     *
     * @param last the last letter on the subject
     */
    Uni<Boolean> contains(long original, String stream, String subject, MessageInfo last) {
        // A letter comes after its original.
        if (last.getSeq() <= original) {
            return Uni.createFrom().item(false);
        }
        if (originalOf(last).filter(sequence -> sequence == original).isPresent()) {
            return Uni.createFrom().item(true);
        }
        Pages pages = pages(subject, original, last.getSeq());
        return Multi.createBy().repeating()
                .uni(() -> stored.next(stream, subject, pages.readTo.get() + 1).invoke(letter -> letter.ifPresent(pages::add)))
                .until(Optional::isEmpty)
                .onItem().ignoreAsUni()
                .map(done -> pages.originals.contains(original));
    }

    private synchronized Pages pages(String subject, long original, long last) {
        Pages known = remembered.get(subject);
        if (known == null || known.from > original || known.readTo.get() > last
                || known.originals.size() > LETTERS_REMEMBERED) {
            known = new Pages(original);
            remembered.put(subject, known);
        }
        return known;
    }

    private static Optional<Long> originalOf(MessageInfo letter) {
        String sequence = letter.getHeaders() == null ? null
                : letter.getHeaders().getFirst(DeadLetterPublisher.STREAM_SEQUENCE);
        return Optional.ofNullable(sequence).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
    }

    /** The letters after a stream sequence, as far as they were read. */
    private static final class Pages {

        private final long from;
        private final AtomicLong readTo;
        private final Set<Long> originals = ConcurrentHashMap.newKeySet();

        private Pages(long from) {
            this.from = from;
            this.readTo = new AtomicLong(from);
        }

        private void add(MessageInfo letter) {
            originalOf(letter).ifPresent(originals::add);
            readTo.accumulateAndGet(letter.getSeq(), Math::max);
        }
    }
}
