package io.boxbox.maestro.jetstream.inspection;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A stream and its consumer as the server describes them.
 *
 * @param streamName the stream's name
 * @param consumerName the consumer's name
 * @param streamInfo the server's answer to {@code STREAM.INFO}
 * @param consumerInfo the server's answer to {@code CONSUMER.INFO}; empty if the consumer is absent, or was not asked for
 */
public record Found(String streamName, String consumerName, Described streamInfo, Described consumerInfo) {

    /** The same stream with its consumer. */
    public Found with(Described consumer) {
        return new Found(streamName, consumerName, streamInfo, consumer);
    }

    public Described stream() {
        return streamInfo.object("config");
    }

    Described streamState() {
        return streamInfo.object("state");
    }

    public Described consumer() {
        return consumerInfo.object("config");
    }

    /** When the consumer was made: what is older in the stream may have been settled with an earlier one. */
    public Optional<Instant> consumerCreated() {
        return consumerInfo.moment("created");
    }

    /** What the consumer lets through; empty if it lets everything through. */
    List<String> filters() {
        return Stream.concat(Stream.of(consumer().text("filter_subject")), consumer().texts("filter_subjects").stream())
                .filter(subject -> !subject.isEmpty()).toList();
    }

    /** How soon the server may deliver a message again that nothing is heard of, by ack wait and backoff. */
    public Optional<Duration> shortestWait() {
        List<Duration> waits = new ArrayList<>(consumer().durations("backoff"));
        waits.add(consumer().duration("ack_wait"));
        return waits.stream().filter(wait -> wait.compareTo(Duration.ZERO) > 0).min(Duration::compareTo);
    }
}
