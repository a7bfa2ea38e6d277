package io.boxbox.maestro.jetstream.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.jetstream.scripted.ScriptedStream;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class DeadLetterIndexTest {

    private static final String SUBJECT = "orders.dead_letter.same";

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedNats nats = new ScriptedNats();
    private final ScriptedStream stream = new ScriptedStream();
    private final StoredMessages stored = new StoredMessages(nats.connection, nats.api, clock.kitchenClock().scheduler());
    private final DeadLetterIndex index = new DeadLetterIndex(stored);

    @BeforeEach
    void serve() {
        nats.server = stream;
    }

    @Test
    void aLetterIsRecognisedByTheSequenceItNames() {
        letter(20, 7);

        assertThat(contains(7)).isTrue();
        assertThat(contains(8)).isFalse();
    }

    @Test
    void aLetterComesAfterItsOriginalSoNothingElseNeedsToBeRead() {
        letter(20, 7);
        MessageInfo last = last();
        stream.reads = 0;

        assertThat(contains(21, last)).isFalse();
        assertThat(contains(20, last)).isFalse();
        assertThat(contains(7, last)).isTrue();
        assertThat(stream.reads).isZero();
    }

    @Test
    void aLetterBehindOthersIsFound() {
        letter(20, 7);
        letter(30, 8);
        letter(40, 9);

        assertThat(contains(7)).isTrue();
        assertThat(contains(8)).isTrue();
        assertThat(contains(10)).isFalse();
    }

    @Test
    void lettersAreReadOnceHoweverManyMessagesAskForThem() {
        for (int n = 0; n < 100; n++) {
            letter(1_000 + n, 100 + n);
        }
        MessageInfo last = last();
        assertThat(contains(1, last)).isFalse();
        stream.reads = 0;
        for (int n = 0; n < 99; n++) {
            assertThat(contains(100 + n, last)).isTrue();
            assertThat(contains(200 + n, last)).isFalse();
        }

        assertThat(stream.reads).as("one for what may have come since, each time").isEqualTo(2 * 99);
    }

    @Test
    void lettersThatCameSinceAreFound() {
        letter(20, 7);
        assertThat(contains(5)).isFalse();
        letter(30, 5);
        letter(40, 9);

        assertThat(contains(5)).isTrue();
    }

    @Test
    void aMessageOfBeforeWhatWasReadIsLookedForFromItsOwnSequence() {
        letter(20, 3);
        letter(30, 25);
        letter(40, 26);
        assertThat(contains(24)).isFalse();

        assertThat(contains(3)).isTrue();
    }

    @Test
    void lettersOfAStreamThatWasMadeAgainAreReadAgain() {
        letter(20, 7);
        letter(30, 8);
        assertThat(contains(5)).isFalse();
        stream.purge();
        letter(9, 5);
        letter(10, 6);

        assertThat(contains(7)).isFalse();
        assertThat(contains(5)).isTrue();
    }

    @Test
    void aServerThatComesBackMayHaveLostWhatWasRead() {
        letter(20, 7);
        letter(30, 8);
        letter(40, 9);
        assertThat(contains(7)).isTrue();
        stream.purge();
        letter(30, 8);
        letter(40, 9);
        index.changed(new QueueStatus(true, true, "", 1, "still there"));
        assertThat(contains(7)).as("as long as nothing has happened").isTrue();

        index.changed(new QueueStatus(false, false, "", 1, "lost"));

        assertThat(contains(7)).isFalse();
    }

    @Test
    void whatOthersPutOnTheSubjectIsNoLetter() {
        stream.add(20, SUBJECT, null);
        stream.add(30, SUBJECT, new Headers().put("Maestro-Stream-Sequence", "seven"));
        stream.add(40, SUBJECT, new Headers().put("Maestro-Stream-Sequence", "99999999999999999999"));

        assertThat(contains(7)).isFalse();
    }

    @Test
    void theLettersOfFewSubjectsAreRemembered() {
        letter(20, 7);
        letter(30, 8);
        assertThat(contains(5)).isFalse();
        for (int n = 0; n < 16; n++) {
            stream.add(40 + n, SUBJECT + n, new Headers().put("Maestro-Stream-Sequence", "9"));
            assertThat(contains(5, SUBJECT + n)).isFalse();
        }
        stream.reads = 0;
        assertThat(contains(5)).isFalse();

        assertThat(stream.reads).as("the last, and then all again").isEqualTo(1 + 3);
    }

    @Test
    void aServerThatDoesNotAnswerIsAFailureAndNoAnswer() {
        letter(20, 7);
        letter(30, 8);
        MessageInfo last = last();
        nats.server = request -> {
        };
        var answer = index.contains(5, "ORDERS", SUBJECT, last).subscribe().withSubscriber(UniAssertSubscriber.create());
        clock.advance(Duration.ofSeconds(5).minusNanos(1));
        answer.assertNotTerminated();
        clock.advance(Duration.ofNanos(1));

        answer.assertFailedWith(TimeoutException.class);
    }

    private void letter(long sequence, long original) {
        stream.add(sequence, SUBJECT, new Headers().put("Maestro-Stream-Sequence", String.valueOf(original)));
    }

    private boolean contains(long original) {
        return contains(original, SUBJECT);
    }

    private boolean contains(long original, String subject) {
        return contains(original, subject, last(subject));
    }

    private boolean contains(long original, MessageInfo last) {
        return contains(original, SUBJECT, last);
    }

    private boolean contains(long original, String subject, MessageInfo last) {
        return index.contains(original, "ORDERS", subject, last).subscribe().withSubscriber(UniAssertSubscriber.create())
                .assertCompleted().getItem();
    }

    private MessageInfo last() {
        return last(SUBJECT);
    }

    private MessageInfo last(String subject) {
        return stored.last("ORDERS", subject).subscribe().withSubscriber(UniAssertSubscriber.create()).assertCompleted()
                .getItem().orElseThrow();
    }
}
