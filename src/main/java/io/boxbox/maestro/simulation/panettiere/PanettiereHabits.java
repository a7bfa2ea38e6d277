package io.boxbox.maestro.simulation.panettiere;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a panettiere works and sleeps. The values are taken as they come: {@link PanettiereSettings} judges them.
 *
 * @param timePerDough what one dough takes, on average
 * @param doughTimeVariance how far from that, either way, a dough may be; 0 (never) to 1 (from nothing to twice as long)
 * @param periodBetweenSleeps from waking until the next sleep is due; zero if he never sleeps
 * @param sleepDuration what a sleep takes
 * @param probabilityOfOversleeping of each sleep, 0 to 1
 * @param oversleepingFactor how many times longer a sleep is when he oversleeps
 */
public record PanettiereHabits(Duration timePerDough, double doughTimeVariance, Duration periodBetweenSleeps,
        Duration sleepDuration,
        double probabilityOfOversleeping, double oversleepingFactor) {

    boolean everSleeps() {
        return !periodBetweenSleeps.isZero() && !sleepDuration.isZero();
    }

    /** Draws the time of one dough, uniformly. */
    Duration drawDoughTime(RandomGenerator random) {
        double eitherWay = 2 * random.nextDouble() - 1;
        return times(timePerDough, 1 + doughTimeVariance * eitherWay);
    }

    /** Draws the length of one sleep. */
    Duration drawSleep(RandomGenerator random) {
        boolean oversleeps = random.nextDouble() < probabilityOfOversleeping;
        return oversleeps ? times(sleepDuration, oversleepingFactor) : sleepDuration;
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofNanos(Math.round(duration.toNanos() * factor));
    }
}
