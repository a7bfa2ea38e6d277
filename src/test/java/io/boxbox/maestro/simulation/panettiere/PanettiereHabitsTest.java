package io.boxbox.maestro.simulation.panettiere;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

class PanettiereHabitsTest {

    private static final RandomGenerator LOWEST = () -> 0L;
    private static final RandomGenerator HIGHEST = () -> -1L;

    private final Random random = new Random(7);

    @Test
    void withoutVarianceADoughTakesExactlyItsTime() {
        PanettiereHabits habits = doughs(Duration.ofMillis(500), 0);

        assertThat(habits.drawDoughTime(LOWEST)).isEqualTo(Duration.ofMillis(500));
        assertThat(habits.drawDoughTime(HIGHEST)).isEqualTo(Duration.ofMillis(500));
        assertThat(habits.drawDoughTime(random)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aDoughTakesAtLeastItsTimeLessTheVariance() {
        assertThat(doughs(Duration.ofMillis(500), 0.3).drawDoughTime(LOWEST)).isEqualTo(Duration.ofMillis(350));
    }

    @Test
    void aDoughTakesAtMostItsTimeAndTheVariance() {
        assertThat(doughs(Duration.ofMillis(500), 0.3).drawDoughTime(HIGHEST)).isEqualTo(Duration.ofMillis(650));
    }

    @Test
    void doughTimesSpreadEvenlyBetweenTheBounds() {
        PanettiereHabits habits = doughs(Duration.ofMillis(500), 0.3);

        int[] quarters = new int[4];
        for (int dough = 0; dough < 10_000; dough++) {
            long aboveLowest = habits.drawDoughTime(random).minusMillis(350).toNanos();
            quarters[(int) (4 * aboveLowest / Duration.ofMillis(300).toNanos())]++;
        }

        assertThat(Arrays.stream(quarters).boxed()).allSatisfy(doughs -> assertThat(doughs).isBetween(2_300, 2_700));
    }

    @Test
    void fullVarianceRangesFromNothingToTwiceTheTime() {
        PanettiereHabits habits = doughs(Duration.ofMillis(500), 1);

        assertThat(habits.drawDoughTime(LOWEST)).isZero();
        assertThat(habits.drawDoughTime(HIGHEST)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void withProbabilityOneEverySleepIsTheFactorTimesTheBase() {
        PanettiereHabits habits = sleeps(1);

        assertThat(habits.drawSleep(LOWEST)).isEqualTo(Duration.ofMillis(4_500));
        assertThat(habits.drawSleep(HIGHEST)).isEqualTo(Duration.ofMillis(4_500));
    }

    @Test
    void withProbabilityZeroHeNeverOversleeps() {
        PanettiereHabits habits = sleeps(0);

        assertThat(habits.drawSleep(LOWEST)).isEqualTo(Duration.ofSeconds(3));
        assertThat(habits.drawSleep(HIGHEST)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void heOversleepsAsOftenAsTheProbabilitySays() {
        PanettiereHabits habits = sleeps(0.1);

        int overslept = 0;
        for (int sleep = 0; sleep < 10_000; sleep++) {
            overslept += habits.drawSleep(random).equals(Duration.ofSeconds(3)) ? 0 : 1;
        }

        assertThat(overslept).isBetween(900, 1_100);
    }

    private static PanettiereHabits doughs(Duration time, double variance) {
        return new PanettiereHabits(time, variance, Duration.ZERO, Duration.ZERO, 0, 1);
    }

    private static PanettiereHabits sleeps(double probabilityOfOversleeping) {
        return new PanettiereHabits(Duration.ZERO, 0, Duration.ofSeconds(30), Duration.ofSeconds(3),
                probabilityOfOversleeping, 1.5);
    }
}
