package io.boxbox.maestro.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * What the consumer has before it. Fired as a CDI event each time it is read, every few seconds.
 *
 * @param stream the stream it reads
 * @param consumer its name
 * @param waiting messages in the stream that it has not delivered yet
 * @param claimed messages that were delivered, to any process, and are not settled
 * @param oldest since when the first of those that wait has been in the stream; empty if none waits, or it is not known
 */
public record Backlog(String stream, String consumer, long waiting, long claimed, Optional<Instant> oldest) {
}
