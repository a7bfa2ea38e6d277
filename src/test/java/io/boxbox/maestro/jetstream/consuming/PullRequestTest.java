package io.boxbox.maestro.jetstream.consuming;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.status;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.loop.VirtualLoop;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.nats.client.Message;

class PullRequestTest {

    private int accepted;
    private static final String CONSUMER = "maestro";
    private static final Duration ACK_WAIT = ofSeconds(30);

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedNats nats = new ScriptedNats();
    private final List<String> diary = new ArrayList<>();
    private final PullRequest request = new PullRequest(VirtualLoop.on(clock), nats.api, nats.connection.createDispatcher(),
            new Diary());

    @Test
    void theConsumerIsAskedOnceForABatchWithAWaitAndAHeartbeat() {
        open(10, ofSeconds(5));

        assertThat(nats.published).singleElement().satisfies(sent -> {
            assertThat(sent.subject()).isEqualTo("$JS.API.CONSUMER.MSG.NEXT.ORDERS.maestro");
            assertThat(sent.replyTo()).isEqualTo(nats.inboxes.get(0).subject);
            assertThat(sent.body()).contains("\"batch\":10,", "\"expires\":5000000000,", "\"idle_heartbeat\":1000000000");
        });
    }

    @Test
    void aWaitTooShortForHeartbeatsDoesWithout() {
        open(10, ofMillis(2_999));

        assertThat(nats.published.get(0).body()).doesNotContain("idle_heartbeat");
    }

    @Test
    void itIsFullWithItsLastMessage() {
        open(2, ofSeconds(5));
        deliver(order(nats, "a", 1));
        assertThat(diary).containsExactly("a");

        deliver(order(nats, "b", 2));

        assertThat(diary).containsExactly("a", "b", "full");
        assertThat(nats.inboxes.get(0).open).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "404, No Messages", "408, Request Timeout" })
    void theServerSaysWhenTheWaitIsOver(int code, String text) {
        open(2, ofSeconds(5));
        deliver(order(nats, "a", 1));
        deliver(status(code, text));

        assertThat(diary).containsExactly("a", "expired");
        assertThat(nats.inboxes.get(0).open).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "409, Consumer Deleted", "409, Server Shutdown", "503, No Responders Available For Request",
            "400, Bad Request", "409, Leadership Change" })
    void everyOtherStatusRefusesIt(int code, String text) {
        open(2, ofSeconds(5));
        deliver(status(code, text));

        assertThat(diary).containsExactly("refused: " + code + " " + text);
        assertListensToLateMessages();
    }

    @ParameterizedTest
    @CsvSource({ "409, Exceeded MaxWaiting", "409, Exceeded MaxRequestBatch of 2" })
    void oneThatTheServerDoesNotLetInBringsNothing(int code, String text) {
        open(2, ofSeconds(5));
        deliver(status(code, text));

        assertThat(diary).containsExactly("refused: " + code + " " + text);
        assertThat(nats.inboxes.get(0).open).isFalse();
    }

    @Test
    void aBatchThatTheServerCallsCompleteMayStillBeOnItsWay() {
        open(2, ofSeconds(5));
        deliver(status(409, "Batch Completed"));
        deliver(order(nats, "a", 1));
        deliver(order(nats, "b", 2));

        assertThat(diary).containsExactly("a", "b", "full");
    }

    @ParameterizedTest
    @CsvSource({ "409, Message Size Exceeds MaxBytes, bytes used", "408, Request Timeout, expired" })
    void theLastWordMayOvertakeMessages(int code, String words, String told) {
        open(5, ofSeconds(5));
        deliver(order(nats, "a", 1));
        deliver(status(code, words, 3));
        assertThat(diary).containsExactly("a");

        deliver(order(nats, "b", 2));

        assertThat(diary).containsExactly("a", "b", told);
        assertThat(nats.inboxes.get(0).open).isFalse();
    }

    @Test
    void messagesThatTheLastWordOvertookAndThatNeverComeHoldNothingUp() {
        open(5, ofSeconds(5));
        deliver(status(408, "Request Timeout", 3));
        clock.advance(ofSeconds(5));

        assertThat(diary).containsExactly("expired");
    }

    @Test
    void heartbeatsKeepItOpenHoweverLongTheWaitIs() {
        open(2, ofSeconds(60));
        for (int n = 0; n < 50; n++) {
            clock.advance(ofSeconds(1));
            deliver(status(100, "Idle Heartbeat"));
        }

        assertThat(diary).isEmpty();
    }

    @Test
    void aServerThatIsSilentForTwoHeartbeatsAndASecondHasForgottenIt() {
        open(2, ofSeconds(60));
        clock.advance(ofSeconds(3).minusNanos(1));
        assertThat(diary).isEmpty();

        clock.advance(Duration.ofNanos(1));

        assertThat(diary).containsExactly("silent");
        assertListensToLateMessages();
    }

    @Test
    void silenceIsCountedFromWhatWasHeardLast() {
        open(2, ofSeconds(60));
        clock.advance(ofSeconds(2));
        deliver(order(nats, "a", 1));
        clock.advance(ofMillis(2_999));
        assertThat(diary).containsExactly("a");

        clock.advance(ofMillis(1));

        assertThat(diary).containsExactly("a", "silent");
    }

    @Test
    void withoutHeartbeatsTheServerMayBeSilentForTheWaitAndASecond() {
        open(2, ofSeconds(2));
        clock.advance(ofMillis(2_999));
        assertThat(diary).isEmpty();

        clock.advance(ofMillis(1));

        assertThat(diary).containsExactly("silent");
    }

    @Test
    void aLostConnectionEndsIt() {
        open(2, ofSeconds(5));
        request.connectionLost();
        clock.advance(Duration.ZERO);

        assertThat(diary).containsExactly("connection lost");
        assertListensToLateMessages();
    }

    @Test
    void lateMessagesAreListenedToForAMinuteIfTheServerWaitsLonger() {
        request.open(nats.connection,
                new PullRequest.Terms("ORDERS", CONSUMER, 2, 0, ofSeconds(5), false, Duration.ofHours(1)));
        request.connectionLost();
        clock.advance(ofSeconds(59));
        assertThat(nats.inboxes.get(0).open).isTrue();

        clock.advance(ofSeconds(1));

        assertThat(nats.inboxes.get(0).open).isFalse();
    }

    @Test
    void whoLeavesKeepsTheInboxToHandBackWhatIsOnItsWay() {
        open(2, ofSeconds(5));
        request.leave();
        clock.advance(ofSeconds(60));
        assertThat(nats.inboxes.get(0).open).isTrue();

        deliver(order(nats, "late", 7));

        assertThat(diary).containsExactly("expired", "late late");
    }

    @Test
    void aConnectionThatIsClosingTakesNoRequest() {
        nats.closing = true;
        open(2, ofSeconds(5));
        clock.advance(ofSeconds(60));

        assertThat(diary).containsExactly("connection lost");
    }

    @Test
    void whatEndsBeforeItIsSentIsNotSent() {
        request.connectionLost();
        open(2, ofSeconds(5));
        clock.advance(ofSeconds(60));

        assertThat(diary).containsExactly("connection lost");
        assertThat(nats.published).isEmpty();
    }

    @Test
    void theFirstOneIsAnsweredSoonerThanItsWait() {
        request.open(nats.connection, new PullRequest.Terms("ORDERS", CONSUMER, 2, 0, ofSeconds(5), true, ACK_WAIT));
        clock.advance(Duration.ZERO);
        assertThat(nats.published.get(0).body()).contains("\"idle_heartbeat\":100000000");
        deliver(status(100, "Idle Heartbeat"));

        assertThat(accepted).isEqualTo(1);
    }

    private void open(int batch, Duration wait) {
        request.open(nats.connection, new PullRequest.Terms("ORDERS", CONSUMER, batch, 0, wait, false, ACK_WAIT));
        clock.advance(Duration.ZERO);
    }

    // Until the server delivers them again.
    private void assertListensToLateMessages() {
        List<String> before = List.copyOf(diary);
        clock.advance(ACK_WAIT.minusNanos(1));
        deliver(order(nats, "a", 7));
        assertThat(diary).startsWith(before.toArray(String[]::new)).endsWith("late a").hasSize(before.size() + 1);

        clock.advance(Duration.ofNanos(1));
        assertThat(nats.inboxes.get(0).open).isFalse();
    }

    private void deliver(Message message) {
        nats.inboxes.get(0).deliver(message);
        clock.advance(Duration.ZERO);
    }

    private final class Diary implements PullRequest.Listener {

        @Override
        public void onMessage(Message message) {
            diary.add(message.getSubject().replace("orders.waiting_to_cook.", ""));
        }

        @Override
        public void onFull() {
            diary.add("full");
        }

        @Override
        public void onBytesUsed() {
            diary.add("bytes used");
        }

        @Override
        public void onExpired() {
            diary.add("expired");
        }

        @Override
        public void onRefused(PullStatus status) {
            diary.add("refused: " + status.words());
        }

        @Override
        public void onSilence() {
            diary.add("silent");
        }

        @Override
        public void onAccepted() {
            accepted++;
        }

        @Override
        public void onLateMessage(Message message) {
            diary.add("late " + message.getSubject().replace("orders.waiting_to_cook.", ""));
        }

        @Override
        public void onConnectionLost() {
            diary.add("connection lost");
        }
    }
}
