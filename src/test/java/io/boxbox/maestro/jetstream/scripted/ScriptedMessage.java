package io.boxbox.maestro.jetstream.scripted;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;

import io.nats.client.impl.AckType;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsJetStreamMetaData;
import io.nats.client.impl.NatsMessage;
import io.nats.client.support.Status;

/** A message as the consumer delivers it: what is said of it goes to the {@link ScriptedNats} it came from. */
public final class ScriptedMessage extends NatsMessage {

    private static final Instant STORED = Instant.parse("2020-01-01T12:00:00Z");

    private final ScriptedNats nats;
    private final Status status;

    private ScriptedMessage(ScriptedNats nats, String subject, String replyTo, Headers headers, byte[] data, Status status) {
        super(subject, replyTo, headers, data);
        this.nats = nats;
        this.status = status;
    }

    /** An order's message, delivered for the first time. */
    public static ScriptedMessage order(ScriptedNats nats, String id, long sequence) {
        return order(nats, id, sequence, 1, null);
    }

    public static ScriptedMessage order(ScriptedNats nats, String id, long sequence, long deliveries, Headers headers) {
        return order(nats, id, sequence, deliveries, headers, STORED);
    }

    public static ScriptedMessage order(ScriptedNats nats, String id, long sequence, long deliveries, Headers headers,
            Instant stored) {
        String replyTo = ScriptedNats.ACK + "ORDERS.maestro." + deliveries + "." + sequence + "." + sequence + "."
                + stored.getEpochSecond() + "000000000.0";
        return new ScriptedMessage(nats, "orders.waiting_to_cook." + id, replyTo, headers,
                ("{\"order_id\":\"" + id + "\"}").getBytes(UTF_8), null);
    }

    /** The same message with another body. */
    public ScriptedMessage withBody(byte[] body) {
        return new ScriptedMessage(nats, getSubject(), getReplyTo(), getHeaders(), body, null);
    }

    /** What a server says of a pull request, in the place of a message. */
    public static ScriptedMessage status(int code, String text) {
        return new ScriptedMessage(null, "_INBOX.maestro", null, null, new byte[0], new Status(code, text));
    }

    /** The same with how many messages of the batch did not come. */
    public static ScriptedMessage status(int code, String text, int pending) {
        return new ScriptedMessage(null, "_INBOX.maestro", null,
                new Headers().add("Nats-Pending-Messages", String.valueOf(pending)),
                new byte[0], new Status(code, text));
    }

    @Override
    public boolean isStatusMessage() {
        return status != null;
    }

    @Override
    public Status getStatus() {
        return status;
    }

    @Override
    public boolean isJetStream() {
        return status == null;
    }

    @Override
    public NatsJetStreamMetaData metaData() {
        return new NatsJetStreamMetaData(this);
    }

    @Override
    public void nak() {
        say(AckType.AckNak, -1);
    }

    @Override
    public void nakWithDelay(Duration delay) {
        say(AckType.AckNak, delay.toNanos());
    }

    @Override
    public void inProgress() {
        say(AckType.AckProgress, -1);
    }

    private void say(AckType what, long delay) {
        nats.publish(getReplyTo(), null, what.bodyBytes(delay));
    }
}
