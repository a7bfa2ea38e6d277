package io.boxbox.maestro.replicas;

import static io.boxbox.maestro.replicas.Reports.holding;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.replicas.Replica.Standing;
import io.boxbox.maestro.replicas.ReplicaNews.What;

class ReplicasTest {

    private long nanos = -Duration.ofDays(1).toNanos();
    private final Replicas replicas = new Replicas(() -> nanos);

    @Test
    void whoWasThereBeforeIsNoNewsAndWhoComesLaterIs() {
        replicas.listen();
        pass(ofSeconds(2));
        assertThat(hear("a")).isEqualTo(What.REPORTS);
        pass(ofSeconds(2));
        assertThat(hear("b")).isEqualTo(What.CAME);
        assertThat(hear("b")).isEqualTo(What.REPORTS);
    }

    @Test
    void whoIsSilentForFiveSecondsIsGoneWithWhatItHeldAndFadesAfterFiveMinutes() {
        replicas.listen();
        replicas.hear(holding("a", 3));
        pass(ofSeconds(5));
        assertThat(replicas.judge()).isEmpty();
        pass(ofMillis(1));
        assertThat(replicas.judge()).singleElement().satisfies(news -> {
            assertThat(news.what()).isEqualTo(What.IS_GONE);
            assertThat(news.replica()).isEqualTo(new Replica(holding("a", 3), ofMillis(5_001), Standing.GONE));
        });
        assertThat(replicas.judge()).isEmpty();
        assertThat(replicas.all()).singleElement().extracting(Replica::standing).isEqualTo(Standing.GONE);

        pass(ofMinutes(5).minusMillis(5_001));
        assertThat(replicas.judge()).isEmpty();
        pass(ofMillis(1));
        assertThat(replicas.judge()).extracting(ReplicaNews::what).containsExactly(What.FADED);
        assertThat(replicas.all()).isEmpty();
    }

    @Test
    void whoReportsAgainIsBack() {
        replicas.listen();
        hear("a");
        pass(ofSeconds(6));
        replicas.judge();
        assertThat(hear("a")).isEqualTo(What.IS_BACK);
        assertThat(replicas.all()).extracting(Replica::standing).containsExactly(Standing.HERE);
    }

    @Test
    void whoSaysThatItLeavesIsNeverGoneWithoutAWord() {
        replicas.listen();
        hear("a");
        assertThat(hear(Reports.of("a").asLeaving())).isEqualTo(What.LEAVES);
        assertThat(hear(Reports.of("a").asLeaving())).isEqualTo(What.REPORTS);
        pass(ofSeconds(6));
        assertThat(replicas.judge()).isEmpty();
        assertThat(replicas.all()).extracting(Replica::standing).containsExactly(Standing.LEFT);
        pass(ofMinutes(5));
        assertThat(replicas.judge()).extracting(ReplicaNews::what).containsExactly(What.FADED);
    }

    @Test
    void whileNothingCanBeHeardASilenceSaysNothing() {
        replicas.listen();
        hear("a");
        replicas.stopListening();
        pass(ofMinutes(2));
        assertThat(replicas.judge()).isEmpty();
        replicas.listen();
        assertThat(replicas.judge()).isEmpty();
        pass(ofSeconds(4));
        replicas.listen();
        assertThat(hear("a")).isEqualTo(What.REPORTS);
        assertThat(replicas.judge()).isEmpty();
        pass(ofSeconds(6));
        assertThat(replicas.judge()).extracting(ReplicaNews::what).containsExactly(What.IS_GONE);
    }

    @Test
    void aHundredAreKnownAndOneThatHasEndedMakesRoomForOneThatIsThere() {
        replicas.listen();
        for (int i = 0; i < Replicas.MOST; i++) {
            hear("p" + i);
        }
        assertThat(replicas.hear(Reports.of("new"))).isEmpty();
        assertThat(replicas.all()).hasSize(Replicas.MOST);
        hear(Reports.of("p7").asLeaving());
        assertThat(replicas.hear(Reports.of("new"))).isPresent();
        assertThat(replicas.hear(Reports.of("newer"))).isEmpty();
        assertThat(replicas.all()).hasSize(Replicas.MOST).extracting(known -> known.report().id()).contains("new")
                .doesNotContain("p7");
    }

    @Test
    void theyAreListedByName() {
        replicas.hear(Reports.named("1", "b", 0));
        replicas.hear(Reports.named("3", "a", 0));
        replicas.hear(Reports.named("2", "a", 0));

        assertThat(List.copyOf(replicas.all())).extracting(known -> known.report().id()).containsExactly("2", "3", "1");
    }

    private What hear(String id) {
        return hear(Reports.of(id));
    }

    private What hear(ReplicaReport report) {
        return replicas.hear(report).orElseThrow().what();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
