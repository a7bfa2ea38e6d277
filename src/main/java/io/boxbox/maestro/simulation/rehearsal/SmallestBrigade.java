package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;
import java.util.OptionalInt;

/** Looks for the smallest brigade that keeps the wait under a bound, by rehearsing the day with one brigade after another. */
final class SmallestBrigade {

    private static final int MOST = 100_000;
    private static final double PERCENTILE = 95;

    private final Scenario scenario;
    private final long bound;

    /** @param bound what 95 of 100 orders must not wait longer than */
    SmallestBrigade(Scenario scenario, Duration bound) {
        this.scenario = scenario;
        this.bound = bound.toNanos() / 1_000;
    }

    /** @return nothing if not even the largest brigade does */
    OptionalInt find() {
        int tooSmall = 0;
        int enough = 1;
        while (!keepsTheBound(enough)) {
            if (enough == MOST) {
                return OptionalInt.empty();
            }
            tooSmall = enough;
            enough = Math.min(MOST, enough * 2);
        }
        while (enough - tooSmall > 1) {
            int middle = (tooSmall + enough) >>> 1;
            if (keepsTheBound(middle)) {
                enough = middle;
            } else {
                tooSmall = middle;
            }
        }
        return OptionalInt.of(enough);
    }

    private boolean keepsTheBound(int maestros) {
        double expected = scenario.ordersPerSecond() * scenario.length().toNanos() / 1e9;
        Day day = Rehearsal.of(scenario.with(maestros), sofar -> late(sofar) <= expected * (100 - PERCENTILE) / 100);
        return late(day) <= day.placedOrders() * (100 - PERCENTILE) / 100;
    }

    // The orders that wait now are taken for late ones as soon as they are more than could be begun within the bound.
    private double late(Day day) {
        double late = day.waits().getTotalCount()
                - day.waits().getCountBetweenValues(0, day.waits().highestEquivalentValue(bound));
        double patient = scenario.ordersPerSecond() * bound / 1e6;
        return late + Math.max(0, day.queue() - patient);
    }
}
