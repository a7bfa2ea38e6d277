package io.boxbox.maestro.jetstream;

import java.util.Optional;

import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.ConsumerConfiguration;

/**
 * What a consumer allows those who pull from it.
 *
 * @param acksPending messages handed out and not settled, by all processes together
 * @param requests open pull requests of this process, which leaves room for the other ones
 * @param perRequest messages that one pull request may ask for
 */
record ConsumerLimits(long acksPending, int requests, int perRequest) {

    static final ConsumerLimits NONE = new ConsumerLimits(Long.MAX_VALUE, 1, Integer.MAX_VALUE);

    private static final int MOST_REQUESTS = 16;
    // So many processes can do so at a consumer with the server's default of 512 open requests.
    private static final int PROCESSES = 32;

    static ConsumerLimits of(ConsumerConfiguration consumer) {
        return new ConsumerLimits(
                limit(consumer.maxAckPending()).orElse(Long.MAX_VALUE),
                limit(consumer.maxPullWaiting()).map(most -> (int) Math.max(1, Math.min(MOST_REQUESTS, most / PROCESSES)))
                        .orElse(MOST_REQUESTS),
                limit(consumer.maxBatch()).map(Math::toIntExact).orElse(Integer.MAX_VALUE));
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
    private static Optional<Long> limit(Long value) {
        return Optional.ofNullable(value).filter(most -> most > 0);
    }
}
