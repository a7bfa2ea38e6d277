package io.boxbox.maestro.replicas;

import java.time.Duration;

/**
 * Another process that claims from the same consumer.
 *
 * @param report the last that was heard of it
 * @param silentFor since then
 * @param standing whether it is there
 */
public record Replica(ReplicaReport report, Duration silentFor, Standing standing) {

    /** Whether a process is there. */
    public enum Standing {

        /** It reports. */
        HERE,

        /** It said that it ends. */
        LEFT,

        /** It has stopped reporting without a word. */
        GONE
    }
}
