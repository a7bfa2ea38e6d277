package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;

import io.boxbox.maestro.kitchen.Habits;

/**
 * What is to be rehearsed.
 *
 * @param maestros how many, 1 or more
 * @param ordersPerSecond on average; they come independently of each other (a Poisson process)
 * @param length of the day
 * @param batch orders that one maestro may claim at once
 * @param fetchWait how long a claim waits
 * @param timePerDough how long the Panettiere takes for one
 * @param seed of every choice: the same scenario is the same day
 */
record Scenario(int maestros, double ordersPerSecond, Duration length, Habits habits, int batch, Duration fetchWait,
        Duration timePerDough, long seed) {

    Scenario with(int otherMaestros) {
        return new Scenario(otherMaestros, ordersPerSecond, length, habits, batch, fetchWait, timePerDough, seed);
    }
}
