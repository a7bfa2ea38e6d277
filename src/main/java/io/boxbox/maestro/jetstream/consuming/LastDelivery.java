package io.boxbox.maestro.jetstream.consuming;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

import io.nats.client.api.MessageInfo;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;

/** A stored message in the form in which a consumer delivered it to somebody else, for the last time. */
final class LastDelivery extends NatsMessage {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    LastDelivery(MessageInfo stored, String stream, String consumer, long deliveries) {
        // The client library makes a character of each byte of a subject that arrives.
        super(new String(stored.getSubject().getBytes(UTF_8), ISO_8859_1), replyTo(stored, stream, consumer, deliveries),
                stored.getHeaders(), stored.getData() == null ? new byte[0] : stored.getData());
    }

    // Nobody knows the consumer's own sequence of that delivery any more.
    private static String replyTo(MessageInfo stored, String stream, String consumer, long deliveries) {
        Instant time = stored.getTime().toInstant();
        return "$JS.ACK." + stream + "." + consumer + "." + deliveries + "." + stored.getSeq() + ".0."
                + (time.getEpochSecond() * NANOS_PER_SECOND + time.getNano()) + ".0";
    }

    @Override
    public boolean isJetStream() {
        return true;
    }

    @Override
    public NatsJetStreamMetaData metaData() {
        return new NatsJetStreamMetaData(this);
    }
}
