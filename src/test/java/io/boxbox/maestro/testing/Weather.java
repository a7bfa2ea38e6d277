package io.boxbox.maestro.testing;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.boxbox.maestro.testing.NetworkLink.Direction;

/**
 * What a {@link NetworkLink} does to the bytes that it carries.
 *
 * @param delay how long bytes take at least
 * @param jitter how much longer some of them take, at most; they arrive in their order all the same
 * @param bytesPerSecond how many it carries each way
 * @param held the ways on which nothing arrives until the weather changes
 * @param swallowed the ways on which nothing ever arrives; the connections stay open
 */
public record Weather(Duration delay, Duration jitter, int bytesPerSecond, Set<Direction> held, Set<Direction> swallowed) {

    public static final Weather FINE = new Weather(Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, Set.of(), Set.of());

    public static Weather delayed(Duration delay, Duration jitter) {
        return new Weather(delay, jitter, Integer.MAX_VALUE, Set.of(), Set.of());
    }

    public static Weather throttled(int bytesPerSecond) {
        return new Weather(Duration.ZERO, Duration.ZERO, bytesPerSecond, Set.of(), Set.of());
    }

    public static Weather holding(Direction... held) {
        return new Weather(Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, Set.of(held), Set.of());
    }

    public static Weather swallowing(Direction... swallowed) {
        return new Weather(Duration.ZERO, Duration.ZERO, Integer.MAX_VALUE, Set.of(), Set.of(swallowed));
    }

    boolean holds(Direction direction) {
        return held.contains(direction);
    }

    boolean swallows(Direction direction) {
        return swallowed.contains(direction);
    }

    long nanosUntilArrival() {
        return delay.toNanos() + (jitter.isZero() ? 0 : ThreadLocalRandom.current().nextLong(jitter.toNanos()));
    }
}
