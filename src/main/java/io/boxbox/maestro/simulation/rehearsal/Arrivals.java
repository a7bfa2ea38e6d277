package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** When orders come: independently of each other, so many a second on average. For one thread. */
final class Arrivals {

    private final RandomGenerator dice;
    private final double perSecond;

    Arrivals(Scenario scenario) {
        // Not the maestros' own dice.
        this.dice = new SplittableRandom(~scenario.seed());
        this.perSecond = scenario.ordersPerSecond();
    }

    /** How long after one order the next one comes. */
    Duration untilNext() {
        return Duration.ofNanos(Math.round(-Math.log(1 - dice.nextDouble()) / perSecond * 1e9));
    }
}
