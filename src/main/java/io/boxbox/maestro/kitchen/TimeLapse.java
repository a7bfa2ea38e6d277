package io.boxbox.maestro.kitchen;

import java.time.Duration;

/**
 * How much faster than life people live, for rehearsals: what they do takes that much less time.
 *
 * @param factor at least 1, which is life itself
 */
public record TimeLapse(double factor) {

    /** How long it takes what takes this long in life. */
    public Duration of(Duration inLife) {
        return factor == 1 ? inLife : Duration.ofNanos(Math.round(inLife.toNanos() / factor));
    }
}
