package io.boxbox.maestro.jetstream.reporting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.connection.ScriptedNatsConnection;
import io.boxbox.maestro.jetstream.scripted.RecordedLog;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.loop.VirtualLoop;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.ReplicaNews.What;
import io.boxbox.maestro.replicas.Replicas;
import io.boxbox.maestro.replicas.Reports;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.nats.client.Connection.Status;
import io.nats.client.impl.NatsMessage;

class ReplicaReporterTest {

    private static final String SUBJECTS = "maestro.kitchens.consumer.";
    private static final String REFUSED = "Permissions Violation for Publish to \"" + SUBJECTS + "self\"";

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedNats nats = new ScriptedNats();
    private final List<ReplicaNews> news = new ArrayList<>();
    private final Replicas replicas = new Replicas(() -> clock.elapsed().toNanos());
    private final ReplicaMessages messages = new ReplicaMessages(TestJson.MAPPER);
    private final RecordedLog log = new RecordedLog(ReplicaReporter.class);
    private final ScriptedNatsConnection connection = new ScriptedNatsConnection(nats, clock.kitchenClock().scheduler());
    private int held;

    @AfterEach
    void endLog() {
        log.close();
    }

    @Test
    void itTellsAtOnceThenOnceASecondWhatChangesAndOtherwiseOnceInTwoSeconds() {
        begin(true, true);
        assertThat(nats.published).extracting(ScriptedNats.Publication::subject).containsExactly(SUBJECTS + "self");
        clock.advance(ofSeconds(10));
        assertThat(nats.published).hasSize(6);
        for (int i = 0; i < 50; i++) {
            held++;
            clock.advance(ofMillis(100));
        }
        assertThat(nats.published).hasSizeBetween(10, 11);
        assertThat(nats.published.get(10).body()).contains("\"held\":").doesNotContain("username");
    }

    @Test
    void whoIsNotHeardOfIsGoneAndThatIsNews() {
        begin(true, true);
        clock.advance(ofSeconds(10));
        hear("other");
        clock.advance(ofSeconds(7));

        assertThat(news).extracting(ReplicaNews::what).containsExactly(What.CAME, What.IS_GONE);
    }

    @Test
    void withNatsAwayNobodyIsTakenForGone() {
        begin(true, true);
        hear("other");
        nats.status = Status.RECONNECTING;
        clock.advance(ofSeconds(60));
        int before = nats.published.size();
        assertThat(before).isEqualTo(1);
        nats.status = Status.CONNECTED;
        clock.advance(ofSeconds(4));
        hear("other");
        clock.advance(ofSeconds(1));

        assertThat(news).extracting(ReplicaNews::what).containsOnly(What.REPORTS);
        assertThat(nats.published).hasSizeGreaterThan(before);
    }

    @Test
    void itIsListenedToOnceAndAgainOnAnotherConnection() throws Exception {
        begin(true, true);
        clock.advance(ofSeconds(5));
        assertThat(nats.inboxes).extracting(inbox -> inbox.subject).containsExactly(SUBJECTS + "*");
        nats.dispatchers.get(0).drain(ofSeconds(1));
        clock.advance(ofSeconds(1));
        assertThat(nats.inboxes).hasSize(2);
    }

    @Test
    void switchedOffNothingIsToldOrListenedTo() {
        ReplicaReporter reporter = begin(false, false);
        clock.advance(ofSeconds(60));
        reporter.leave();
        reporter.left();

        assertThat(nats.published).isEmpty();
        assertThat(nats.inboxes).isEmpty();
    }

    @Test
    void withoutABoardItTellsAndDoesNotListen() {
        begin(true, false);
        clock.advance(ofSeconds(2));

        assertThat(nats.published).isNotEmpty();
        assertThat(nats.inboxes).isEmpty();
    }

    @Test
    void itSaysThatItLeavesAndTellsTheLastOfIt() {
        ReplicaReporter reporter = begin(true, true);
        held = 3;
        reporter.leave();
        held = 0;
        reporter.left();
        clock.advance(ofSeconds(10));

        assertThat(nats.published.subList(1, nats.published.size())).extracting(ScriptedNats.Publication::body)
                .satisfiesExactly(first -> assertThat(first).contains("\"held\":3", "\"leaving\":true"),
                        last -> assertThat(last).contains("\"held\":0", "\"leaving\":true"));
    }

    @Test
    void whereTheServerForbidsItThereIsOneLineAndNothingMoreUntilItConnectsAgain() {
        ReplicaReporter reporter = begin(true, true);
        assertThat(connection.complaints.test(REFUSED)).isTrue();
        assertThat(connection.complaints.test("Permissions Violation for Subscription to \"" + SUBJECTS + "*\"")).isTrue();
        assertThat(connection.complaints.test("Permissions Violation for Publish to \"orders.waiting_delivery.1\"")).isFalse();
        clock.advance(ofSeconds(60));
        assertThat(nats.published).hasSize(1);
        assertThat(log.lines).singleElement().asString()
                .startsWith("WARN NATS does not allow replicas to tell each other what they are doing (Permissions Violation")
                .contains("Orders are not affected", "src/main/nats/maestro.conf", "maestro.replicas.enabled=false");

        reporter.on(new QueueStatus(true, true, "", 1, ""));
        clock.advance(ofSeconds(1));
        assertThat(nats.published).hasSize(2);
        connection.complaints.test(REFUSED);
        assertThat(log.lines).hasSize(1);
    }

    @Test
    void aConnectionThatIsClosingHarmsNobody() {
        begin(true, true);
        nats.closing = true;
        clock.advance(ofSeconds(5));
        nats.closing = false;
        clock.advance(ofSeconds(2));

        assertThat(nats.published).hasSizeBetween(2, 3);
        assertThat(log.lines).isEmpty();
    }

    private ReplicaReporter begin(boolean reports, boolean listens) {
        ReplicaListener listener = new ReplicaListener(messages, replicas, "self", Scripted.events(news),
                Scripted.events(new ArrayList<>()));
        ReplicaReporter reporter = new ReplicaReporter(connection, nats.connection, VirtualLoop.on(clock),
                () -> Reports.holding("self", held), messages, listener, replicas, Scripted.events(news), reports, listens);
        reporter.begin("consumer");
        clock.advance(ofMillis(1));
        return reporter;
    }

    private void hear(String id) {
        nats.inboxes.get(0).deliver(NatsMessage.builder().subject(SUBJECTS + id)
                .data(new String(messages.write(Reports.of(id)), UTF_8)).build());
    }
}
