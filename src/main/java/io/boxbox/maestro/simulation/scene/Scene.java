package io.boxbox.maestro.simulation.scene;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happens when, and what has to be true at the end. All durations are in the scene's own time, which a time lapse divides.
 *
 * @param shows what there is to see, in a sentence or two
 * @param lasts until the crowd goes home; the kitchen then finishes what was ordered
 * @param maestros processes of Maestro at the beginning
 * @param timeLapse how much faster than life, at least 1
 * @param ackWait of the consumer; not divided by the time lapse
 * @param settings Maestro's own, by their names
 * @param crowd who orders by themselves; empty if nobody does
 * @param steps in the order of their times
 */
public record Scene(String title, String shows, Duration lasts, int maestros, double timeLapse, OptionalLong seed,
        Duration ackWait, Map<String, String> settings, Optional<Guests> crowd, Baker panettiere, List<Step> steps,
        List<Expectation> expectations) {

    /** How long a consumer waits for an acknowledgement if a scene does not say. */
    public static final Duration USUAL_ACK_WAIT = Duration.ofSeconds(5);

    /**
     * A crowd that orders by itself.
     *
     * @param orderEvery on average
     * @param surgeEvery empty if there are no surges
     */
    public record Guests(Duration orderEvery, Optional<Duration> surgeEvery, Duration surgeWithin, int surgeCount) {
    }

    /**
     * How the Panettiere is by nature.
     *
     * @param variance how far from its average a dough's time may be, as a share of it, 0 to 1
     * @param sleepsEvery zero if he never sleeps by himself
     * @param oversleeps how likely he is to, 0 to 1
     * @param oversleepingFactor how many times longer he sleeps then
     */
    public record Baker(Duration timePerDough, double variance, Duration sleepsEvery, Duration sleepsFor, double oversleeps,
            double oversleepingFactor) {

        /** One who is always there. */
        public static final Baker RELIABLE = new Baker(Duration.ofMillis(100), 0, Duration.ZERO, Duration.ZERO, 0, 1);
    }

    public Scene {
        settings = Map.copyOf(settings);
        steps = List.copyOf(steps);
        expectations = List.copyOf(expectations);
    }

    /** The same, at another pace. */
    public Scene withTimeLapse(double other) {
        return new Scene(title, shows, lasts, maestros, other, seed, ackWait, settings, crowd, panettiere, steps, expectations);
    }
}
