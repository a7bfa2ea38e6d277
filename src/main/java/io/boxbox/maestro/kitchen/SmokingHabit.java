package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.boxbox.maestro.kitchen.Break.Kind;

/**
 * How a maestro smokes after an order.
 *
 * @param duration of a plain smoke; zero for one who does not smoke
 * @param probabilityOfOversmoking 0.0 (never) to 1.0 (always)
 * @param oversmokingFactor how many times longer an oversmoke is, at least 1
 */
public record SmokingHabit(Duration duration, double probabilityOfOversmoking, double oversmokingFactor) {

    /** Throws the dice for the next smoke. */
    Break next(RandomGenerator dice) {
        boolean oversmoking = dice.nextDouble() < probabilityOfOversmoking;
        return oversmoking ? new Break(Kind.SMOKE, times(duration, oversmokingFactor), true)
                : Break.usual(Kind.SMOKE, duration);
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }
}
