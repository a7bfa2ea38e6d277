package io.boxbox.maestro.kitchen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Break.Kind;

class SmokingHabitTest {

    private static final int SMOKES = 100_000;

    @Test
    void withProbabilityZeroHeNeverOversmokes() {
        assertThat(oversmokes(0)).isZero();
    }

    @Test
    void withProbabilityOneHeAlwaysOversmokes() {
        assertThat(oversmokes(1)).isEqualTo(SMOKES);
    }

    @Test
    void withProbabilityOneTenthHeOversmokesOnceInTen() {
        // Five standard deviations of the binomial distribution; the dice are seeded, so this is exact all the same.
        assertThat((double) oversmokes(0.1) / SMOKES).isCloseTo(0.1, within(0.005));
    }

    @Test
    void anOversmokeIsExactToTheNanosecond() {
        SmokingHabit habit = new SmokingHabit(Duration.ofNanos(3), 1, 1.5);

        assertThat(habit.next(new SplittableRandom(1)))
                .isEqualTo(new Break(Kind.SMOKE, Duration.ofNanos(5), true));
        assertThat(new SmokingHabit(Duration.ofSeconds(1), 1, 1.5).next(new SplittableRandom(1)).planned())
                .isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void aPlainSmokeIsTheBase() {
        assertThat(new SmokingHabit(Duration.ofMillis(250), 0, 7).next(new SplittableRandom(1)))
                .isEqualTo(new Break(Kind.SMOKE, Duration.ofMillis(250), false));
    }

    private static long oversmokes(double probability) {
        SmokingHabit habit = new SmokingHabit(Duration.ofSeconds(1), probability, 1.5);
        SplittableRandom dice = new SplittableRandom(42);
        return IntStream.range(0, SMOKES).filter(i -> habit.next(dice).extended()).count();
    }
}
