package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;

/**
 * What a consumer allows those who pull from it.
 *
 * @param acksPending messages delivered and not settled, by all processes together
 * @param requests open pull requests of this process, which leaves room for the other ones
 * @param perRequest messages that one pull request may ask for
 * @param bytesPerRequest bytes of messages that one pull request may ask for
 * @param ackWait the shortest after which a message may be delivered again
 * @param longestWait how long a pull request may wait
 * @param deliveries after so many deliveries of a message the server gives it up without a word
 * @param since when the consumer was made: older messages may have been settled with an earlier one
 */
record ConsumerLimits(long acksPending, int requests, int perRequest, long bytesPerRequest, Duration ackWait,
        Duration longestWait, long deliveries,
        Instant since) {

    private static final Duration DEFAULT_ACK_WAIT = Duration.ofSeconds(30);
    private static final Duration NO_LIMIT = Duration.ofDays(1);

    static final ConsumerLimits NONE = new ConsumerLimits(Long.MAX_VALUE, 1, Integer.MAX_VALUE, Long.MAX_VALUE,
            DEFAULT_ACK_WAIT, NO_LIMIT,
            Long.MAX_VALUE, Instant.MIN);

    private static final int MOST_REQUESTS = 16;
    // So many processes can do so at a consumer with the server's default of 512 open requests.
    private static final int PROCESSES = 32;

    static ConsumerLimits of(Found found) {
        Described consumer = found.consumer();
        Duration wait = consumer.duration("max_expires");
        return new ConsumerLimits(
                limit(consumer, "max_ack_pending").orElse(Long.MAX_VALUE),
                limit(consumer, "max_waiting").map(most -> (int) Math.max(1, Math.min(MOST_REQUESTS, most / PROCESSES)))
                        .orElse(MOST_REQUESTS),
                limit(consumer, "max_batch").map(Math::toIntExact).orElse(Integer.MAX_VALUE),
                limit(consumer, "max_bytes").orElse(Long.MAX_VALUE),
                found.shortestWait().orElse(DEFAULT_ACK_WAIT),
                wait.isZero() ? NO_LIMIT : wait,
                limit(consumer, "max_deliver").orElse(Long.MAX_VALUE),
                found.consumerCreated().orElse(Instant.MIN));
    }

    /** What is wrong, in a sentence, if maestros who could hold so many messages may not; in words for people. */
    Optional<String> complaint(String consumer, int brigade, int batch) {
        long wanted = (long) brigade * batch;
        if (wanted <= acksPending) {
            return Optional.empty();
        }
        return Optional.of(("max_ack_pending of consumer %s is %,d, but %,d maestros with a batch of %,d may hold %,d orders:"
                + " raise it, or some of them wait although there are orders").formatted(consumer, acksPending, brigade, batch,
                        wanted));
    }

    // Absent, 0 and -1 all mean that there is none.
    private static Optional<Long> limit(Described consumer, String property) {
        return Optional.of(consumer.number(property)).filter(most -> most > 0);
    }
}
