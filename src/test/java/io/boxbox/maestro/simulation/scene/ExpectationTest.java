package io.boxbox.maestro.simulation.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.scene.Expectation.Heads;
import io.boxbox.maestro.simulation.scene.Performance.Change;

class ExpectationTest {

    // Frozen at 4 s, noticed at 5.5 s, thawed at 9 s, healthy again at 9.2 s.
    private static final List<Change<Boolean>> HEALTH = List.of(new Change<>(Duration.ZERO, true),
            new Change<>(Duration.ofMillis(5_500), false), new Change<>(Duration.ofMillis(9_200), true));
    private static final Map<String, Duration> STEPS = Map.of("freeze", Duration.ofSeconds(4), "thaw", Duration.ofSeconds(9));

    private static Performance came(int orders, int delivered, int refused, Map<String, Integer> letters) {
        return new Performance(orders, delivered, refused, 0, Duration.ofSeconds(6), letters, HEALTH,
                List.of(new Change<>(Duration.ZERO, 1), new Change<>(Duration.ofSeconds(1), 3),
                        new Change<>(Duration.ofSeconds(8), 2)),
                STEPS, 2);
    }

    private static final Performance CAME = came(12, 9, 3, Map.of("not_json", 2, "invalid_argument", 1));

    @Test
    void allAreDeliveredIfOnlyThoseAreMissingThatHadToBeRefused() {
        Expectation all = new Expectation.Delivered(OptionalInt.empty());

        assertThat(all.judge(CAME)).isEqualTo(new Verdict(true, "delivered: all", "9 of 9"));
        assertThat(all.judge(came(12, 9, 2, Map.of())).passed()).isFalse();
        assertThat(all.judge(came(0, 0, 0, Map.of())).passed()).as("without any order").isFalse();
        assertThat(new Expectation.Delivered(OptionalInt.of(8)).judge(CAME).passed()).isFalse();
    }

    @Test
    void theLongestWaitIsUnderItsBound() {
        assertThat(new Expectation.LongestWait(Duration.ofSeconds(7)).judge(CAME))
                .isEqualTo(new Verdict(true, "longest wait under 7s", "6s"));
        assertThat(new Expectation.LongestWait(Duration.ofSeconds(6)).judge(CAME).passed()).isFalse();
        assertThat(new Expectation.LongestWait(Duration.ofSeconds(7)).judge(came(1, 0, 0, Map.of())).passed()).isFalse();
    }

    @Test
    void thereAreTheseDeadLettersAndNoOthers() {
        assertThat(new Expectation.Letters(Map.of("not_json", 2, "invalid_argument", 1)).judge(CAME).passed()).isTrue();
        assertThat(new Expectation.Letters(Map.of("not_json", 2)).judge(CAME))
                .isEqualTo(new Verdict(false, "dead letters: not_json 2", "invalid_argument 1, not_json 2"));
        assertThat(new Expectation.Letters(Map.of()).judge(CAME).expected()).isEqualTo("dead letters: none");
    }

    @Test
    void healthChangesInTime() {
        assertThat(after(false, "freeze", 2_000)).isEqualTo(new Verdict(true, "unhealthy within 2s of freeze", "after 1.5s"));
        assertThat(after(false, "freeze", 1_400).passed()).isFalse();
        assertThat(after(true, "thaw", 500).passed()).isTrue();
        assertThat(after(true, "thaw", 100).passed()).isFalse();
        assertThat(after(true, "freeze", 1_000)).isEqualTo(new Verdict(true, "healthy within 1s of freeze", "at once"));
        assertThat(after(true, "never", 1_000).passed()).isFalse();
    }

    @Test
    void aSceneGoesOnUntilHealthCanBeJudged() {
        assertThat(new Expectation.HealthAfter(false, "thaw", Duration.ofSeconds(5)).openUntil(CAME))
                .as("has come true").isEqualTo(Duration.ZERO);
        assertThat(new Expectation.HealthAfter(false, "freeze", Duration.ofMillis(100)).openUntil(CAME))
                .isEqualTo(Duration.ofMillis(4_100));
    }

    private static Verdict after(boolean healthy, String step, long millis) {
        return new Expectation.HealthAfter(healthy, step, Duration.ofMillis(millis)).judge(CAME);
    }

    @Test
    void aSpanIsInTheScenesOwnTime() {
        // Played twice as fast: from 0 to 5 s, and from 0 to 6 s.
        assertThat(during(true, 0, 10)).isTrue();
        assertThat(during(true, 0, 12)).isFalse();
        assertThat(during(false, 12, 18)).isTrue();
        assertThat(during(false, 12, 19)).isFalse();
    }

    private static boolean during(boolean healthy, int from, int to) {
        return new Expectation.HealthDuring(healthy, Duration.ofSeconds(from), Duration.ofSeconds(to)).judge(CAME).passed();
    }

    @Test
    void thereAreSoManyMaestros() {
        assertThat(new Heads(Heads.MOST, 3).judge(CAME).passed()).isTrue();
        assertThat(new Heads(Heads.MOST, 2).judge(CAME).passed()).isFalse();
        assertThat(new Heads(Heads.AT_LEAST_ONCE, 3).judge(CAME).passed()).isTrue();
        assertThat(new Heads(Heads.AT_LEAST_ONCE, 4).judge(CAME).passed()).isFalse();
        assertThat(new Heads(Heads.AT_THE_END, 2).judge(CAME).passed()).isTrue();
        assertThat(new Heads(Heads.AT_THE_END, 1).judge(CAME))
                .isEqualTo(new Verdict(false, "maestros: 1 at the end", "2"));
    }

    @Test
    void aVerdictIsALine() {
        assertThat(new Verdict(false, "duplicates: 0", "2").line()).isEqualTo("  FAIL  duplicates: 0: 2");
    }
}
