package io.boxbox.maestro.kitchen;

import java.time.Duration;

/**
 * What all maestros of a brigade have in common.
 *
 * @param firstLunches when each of them goes to a first lunch
 */
public record Habits(SmokingHabit smoking, LunchHabit lunch, FirstLunches firstLunches) {

    /** When the first lunch of each maestro is due, from the beginning of work. */
    public enum FirstLunches {

        /** All at once, a whole period after the beginning. */
        TOGETHER {
            @Override
            Duration due(int number, int size, Duration period) {
                return period;
            }
        },
        /** Spread evenly over the first period; the last maestro, or the only one, goes at its end. */
        STAGGERED {
            @Override
            Duration due(int number, int size, Duration period) {
                return Duration.ofNanos(Math.round((double) period.toNanos() * number / size));
            }
        };

        abstract Duration due(int number, int size, Duration period);
    }
}
