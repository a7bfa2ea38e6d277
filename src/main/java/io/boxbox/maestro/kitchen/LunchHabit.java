package io.boxbox.maestro.kitchen;

import java.time.Duration;

import io.boxbox.maestro.kitchen.Break.Kind;

/**
 * How a maestro lunches.
 *
 * @param period from the start, or from the end of the last lunch, until the next is due; more than zero
 * @param duration of a lunch; zero for one who does not eat
 */
public record LunchHabit(Duration period, Duration duration) {

    Break next() {
        return Break.usual(Kind.LUNCH, duration);
    }
}
