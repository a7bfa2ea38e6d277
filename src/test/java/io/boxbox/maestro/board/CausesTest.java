package io.boxbox.maestro.board;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.board.Mark.Kind;
import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.replicas.Replica;
import io.boxbox.maestro.replicas.Replica.Standing;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.ReplicaNews.What;
import io.boxbox.maestro.replicas.Reports;
import io.boxbox.maestro.replicas.StageMark;

class CausesTest {

    private static final Instant BEGIN = Instant.parse("2026-11-23T17:00:00Z");
    private static final QueueStatus CONSUMING = new QueueStatus(true, true, "", 0, "consuming");
    private static final QueueStatus REFUSED = new QueueStatus(true, false, "", 0, "the stream is gone");
    private static final QueueStatus AWAY = new QueueStatus(false, false, "", 0, "the connection is lost");

    private Instant now = BEGIN;
    private Causes causes = brigadeOf(1);

    @Test
    void theFirstConnectionIsNoNewsAndEachLossAndReturnIs() {
        causes.on(QueueStatus.UNKNOWN);
        causes.on(CONSUMING);
        assertThat(marks()).isEmpty();
        causes.on(AWAY);
        pass(ofSeconds(2));
        causes.on(REFUSED);
        causes.on(CONSUMING);

        assertThat(marks()).containsExactly(new Mark(now, Kind.NATS_BACK, "NATS is back"),
                new Mark(BEGIN, Kind.NATS_LOST, "NATS is lost"));
    }

    @Test
    void ordersThatCannotBeClaimedAreAMarkOfTheirOwn() {
        causes.on(CONSUMING);
        causes.on(REFUSED);
        pass(ofSeconds(1));
        causes.on(CONSUMING);

        assertThat(marks()).extracting(Mark::kind, Mark::text).containsExactly(
                tuple(Kind.ORDERS_BACK, "orders can be claimed again"),
                tuple(Kind.ORDERS_LOST, "no orders can be claimed: the stream is gone"));
    }

    @Test
    void thePanettiereSleepsAndIsAwakeFromTheMomentOfTheAnswer() {
        denied();
        pass(ofSeconds(3));
        denied();
        Instant woken = now;
        received();
        pass(ofSeconds(1));

        assertThat(marks()).containsExactly(new Mark(woken, Kind.PANETTIERE_AWAKE, "the Panettiere is awake"),
                new Mark(BEGIN, Kind.PANETTIERE_ASLEEP, "the Panettiere sleeps"));
    }

    @Test
    void onePanettiereWhoRefusesSomeAndServesOthersHasNotFallenAsleep() {
        for (int i = 0; i < 100; i++) {
            denied();
            pass(ofMillis(400));
            received();
            pass(ofMillis(400));
        }
        pass(ofSeconds(2));
        assertThat(marks()).isEmpty();
        Instant asleep = now;
        denied();
        pass(ofSeconds(1));
        assertThat(marks()).extracting(Mark::at).containsExactly(asleep);
    }

    @Test
    void aLunchIsMarkedWhenManyGoTogetherAndOnce() {
        causes = brigadeOf(8);
        lunch();
        pass(ofSeconds(2));
        assertThat(marks()).isEmpty();
        Instant together = now;
        for (int i = 0; i < 3; i++) {
            lunch();
            pass(ofMillis(300));
            assertThat(marks()).hasSizeLessThan(2);
        }

        assertThat(marks()).containsExactly(new Mark(together, Kind.LUNCH, "maestros who go to lunch: 3"));
    }

    @Test
    void theLunchOfALoneMaestroIsMarkedAndHisSmokeIsNot() {
        causes.on(new BreakStarted(1, Break.usual(Break.Kind.SMOKE, ofSeconds(1))));
        lunch();

        assertThat(marks()).containsExactly(new Mark(BEGIN, Kind.LUNCH, "the maestro goes to lunch"));
    }

    @Test
    void aProcessIsMarkedWhenItEndedAndNotWhenThatWasNoticed() {
        hear(What.REPORTS, Duration.ZERO, Standing.HERE);
        hear(What.CAME, Duration.ZERO, Standing.HERE);
        pass(ofSeconds(10));
        hear(What.IS_GONE, ofSeconds(6), Standing.GONE);
        hear(What.IS_BACK, Duration.ZERO, Standing.HERE);
        pass(ofSeconds(1));
        hear(What.LEAVES, Duration.ZERO, Standing.LEFT);
        hear(What.FADED, ofMinutes(5), Standing.LEFT);

        assertThat(marks()).containsExactly(
                new Mark(BEGIN.plusSeconds(11), Kind.PROCESS_LEAVES, "host-a leaves"),
                new Mark(BEGIN.plusSeconds(10), Kind.PROCESS_CAME, "host-a is back"),
                new Mark(BEGIN.plusSeconds(4), Kind.PROCESS_GONE, "host-a is gone without a word; orders that it held: 3"),
                new Mark(BEGIN, Kind.PROCESS_CAME, "host-a has come"));
    }

    @Test
    void marksOfAStageAreKeptForFiveMinutesAndNeverInTheFuture() {
        causes.on(new StageMark(BEGIN.minus(ofMinutes(6)), StageMark.STAGE, "long ago"));
        causes.on(new StageMark(BEGIN.plus(ofMinutes(9)), StageMark.STAGE, "rush hour"));
        assertThat(marks()).containsExactly(new Mark(BEGIN, Kind.STAGE, "rush hour"));
        pass(ofMinutes(5));
        assertThat(marks()).isEmpty();
    }

    @Test
    void howeverManyThereAreNoKindTakesTheRoomOfAnother() {
        causes.on(CONSUMING);
        causes.on(AWAY);
        for (int i = 0; i < 10_000; i++) {
            pass(ofMillis(10));
            causes.on(new StageMark(now, StageMark.STAGE, "step " + i));
        }

        assertThat(marks()).hasSize(Marks.MOST_OF_A_KIND + 1).last().extracting(Mark::kind).isEqualTo(Kind.NATS_LOST);
        assertThat(marks().get(0).text()).isEqualTo("step 9999");
        assertThat(Marks.MOST).isLessThanOrEqualTo(200);
    }

    @Test
    void withoutABoardNothingIsKept() {
        causes = new Causes(false, 1, () -> now);
        causes.on(CONSUMING);
        causes.on(AWAY);
        denied();
        lunch();
        hear(What.CAME, Duration.ZERO, Standing.HERE);
        causes.on(new StageMark(now, StageMark.STAGE, "step"));
        pass(ofSeconds(2));

        assertThat(marks()).isEmpty();
    }

    private Causes brigadeOf(int size) {
        return new Causes(true, size, () -> now);
    }

    private List<Mark> marks() {
        return causes.latest(now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void denied() {
        causes.on(new DoughDenied(1, null, Duration.ZERO, new DoughUnavailableException("unavailable", "asleep", null)));
    }

    private void received() {
        causes.on(new DoughReceived(1, null, Duration.ZERO));
    }

    private void lunch() {
        causes.on(new BreakStarted(1, Break.usual(Break.Kind.LUNCH, ofSeconds(10))));
    }

    private void hear(What what, Duration silentFor, Standing standing) {
        causes.on(new ReplicaNews(what, new Replica(Reports.holding("a", 3), silentFor, standing)));
    }
}
