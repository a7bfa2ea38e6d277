package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.time.Instant;

import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;

/**
 * A consumer as it was set at one time.
 *
 * @param consumer its name
 * @param created when it was made
 * @param configuration how it was set
 */
record Candidate(String consumer, Instant created, Described configuration) {

    static final Candidate NONE = new Candidate("", Instant.MAX, Described.NOTHING);

    private static final Duration SAME_CREATION = Duration.ofMillis(20);

    static Candidate of(Found found) {
        return new Candidate(found.consumerName(), found.consumerCreated().orElse(Instant.MIN), found.consumer());
    }

    /** Whether it is the other one, and is set as it was then. */
    boolean isSameAs(Candidate other) {
        return configuration.equals(other.configuration) && !other.isOlderThan(this);
    }

    // Some servers tell a slightly later moment after a restart.
    boolean isOlderThan(Candidate other) {
        return Duration.between(created, other.created).compareTo(SAME_CREATION) > 0;
    }
}
