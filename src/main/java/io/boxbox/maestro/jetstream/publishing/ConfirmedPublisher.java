package io.boxbox.maestro.jetstream.publishing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.logging.OnceAMinute;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.nats.client.support.NatsJetStreamConstants;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.PublishMessageMetadata;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.mapper.Serializer;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.publisher.PublishListener;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;

/**
 * Publishes to a stream and waits, without blocking, for the server to confirm that it stored the message.
 * <p>
 * A message that is the only one its subject may ever have is stored once, however often it is published: {@code Nats-Msg-Id}
 * covers the stream's duplicate window, and {@code Nats-Expected-Last-Subject-Sequence: 0} all the time after it.
 */
@Singleton
public class ConfirmedPublisher {

    /** Publications of one channel that wait for their confirmation at the same time. */
    public static final int MAX_IN_FLIGHT = 1_024;

    private static final String EXPECTED_STREAM = NatsJetStreamConstants.EXPECTED_STREAM_HDR;
    private static final String EXPECTED_LAST = NatsJetStreamConstants.EXPECTED_LAST_SUB_SEQ_HDR;
    private static final String MESSAGE_ID = NatsJetStreamConstants.MSG_ID_HDR;
    // The server takes 64 KiB less a byte, and adds headers of its own where a stream sources, mirrors or republishes another.
    private static final int LARGEST_HEADERS = 63 * 1024;
    private static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(5);
    private static final int REPETITIONS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final NatsConnection nats;
    private final JetStreamApi api;
    private final Serializer serializer;
    private final DeliveryThrottle throttle;
    private final boolean once;
    private final ScheduledExecutorService timers;
    private final Refusals refusals = new Refusals(new OnceAMinute());

    @Inject
    ConfirmedPublisher(NatsConnection nats, JetStreamApi api, Serializer serializer, DeliveryThrottle throttle,
            MaestroSettings settings) {
        this(nats, api, serializer, throttle, settings, Infrastructure.getDefaultWorkerPool());
    }

    /** @param timers for what waits */
    public ConfirmedPublisher(NatsConnection nats, JetStreamApi api, Serializer serializer, DeliveryThrottle throttle,
            MaestroSettings settings, ScheduledExecutorService timers) {
        this.nats = nats;
        this.api = api;
        this.serializer = serializer;
        this.throttle = throttle;
        this.once = settings.deliverOnce();
        this.timers = timers;
    }

    /**
     * Publishes a channel's message to the subject its metadata names, then acknowledges it, or negatively acknowledges it if
     * the server does not confirm in time. Tells the message's {@link AlreadyStored} if it was stored before. Never fails.
     */
    public <T> Uni<Message<T>> publish(Message<T> message, String stream, PublishListener<T> listener) {
        PublishMessageMetadata metadata = message.getMetadata(PublishMessageMetadata.class).orElseThrow();
        return deliver(stream, metadata.subject(), metadata.messageId(), headers(metadata.headers()),
                serializer.toBytes(message.getPayload()))
                .invoke(storedNow -> {
                    if (!storedNow) {
                        message.getMetadata(AlreadyStored.class).ifPresent(found -> found.listener().run());
                    }
                    listener.onPublished(message);
                })
                .onItem().transformToUni(stored -> completion(message.ack()))
                .onFailure().recoverWithUni(failure -> {
                    listener.onError(failure);
                    return completion(message.nack(failure));
                })
                .replaceWith(message);
    }

    /**
     * Stores a message, in one attempt, provided that the last one on its subject is still the given one; completes also if the
     * duplicate window still knows its id.
     *
     * @param lastSequence the stream sequence of the last message on the subject, 0 if there is none
     * @return fails with {@link MessageTooLargeException} if the server will never take it, with a failure that
     *         {@link #isWrongLastSequence} recognises if another message is the last one, with {@link NotStoredException} if
     *         the server refuses it as things are, and with any other if it is not known whether it was stored
     */
    public Uni<Void> publishAfter(long lastSequence, String stream, String subject, String messageId, Headers headers,
            byte[] data) {
        return attempt(subject, conditions(headers, stream, messageId).put(EXPECTED_LAST, Long.toString(lastSequence)), data)
                .replaceWithVoid();
    }

    /** Whether a publication was refused because its subject's last message is not the expected one. */
    public static boolean isWrongLastSequence(Throwable failure) {
        return Refusals.isWrongLastSequence(failure);
    }

    // False if it was stored before.
    private Uni<Boolean> deliver(String stream, String subject, String messageId, Headers headers, byte[] data) {
        conditions(headers, stream, messageId);
        if (once) {
            headers.put(EXPECTED_LAST, "0");
        }
        Uni<PublishAck> attempt = attempt(subject, headers, data);
        return attempt
                // To be ready for repetitions costs more than to publish.
                .onFailure(ConfirmedPublisher::mayBeRepeated).recoverWithUni(() -> Uni.createFrom().voidItem()
                        .onItem().delayIt().onExecutor(timers).by(FIRST_PAUSE)
                        .chain(() -> attempt)
                        .onFailure(ConfirmedPublisher::mayBeRepeated)
                        .retry().withExecutor(timers).withBackOff(FIRST_PAUSE).atMost(REPETITIONS - 1))
                .map(confirmation -> !confirmation.isDuplicate())
                // Where others may answer, the order comes again, and its delivery is looked for where it has to be.
                .onFailure(failure -> isWrongLastSequence(failure) && !api.othersMayAnswer()).recoverWithItem(false)
                .invoke(throttle::accepted)
                .onFailure(NotStoredException.class).invoke(throttle::refused);
    }

    private static boolean mayBeRepeated(Throwable failure) {
        return !isWrongLastSequence(failure) && !(failure instanceof MessageTooLargeException)
                && !(failure instanceof NotStoredException);
    }

    private static Headers conditions(Headers headers, String stream, String messageId) {
        return headers.put(EXPECTED_STREAM, stream).put(MESSAGE_ID, ascii(messageId));
    }

    // The id goes into a header. One that is ASCII stays as it is but for the mark of those that do not.
    private static String ascii(String messageId) {
        int plain = 0;
        while (plain < messageId.length() && isPlain(messageId.charAt(plain))) {
            plain++;
        }
        if (plain == messageId.length()) {
            return messageId;
        }
        StringBuilder ascii = new StringBuilder();
        for (byte each : messageId.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(each)) {
                ascii.append((char) each);
            } else {
                ascii.append(String.format("%%%02X", each & 0xff));
            }
        }
        return ascii.toString();
    }

    private static boolean isPlain(int each) {
        return each > ' ' && each < 0x7f && each != '%';
    }

    private Uni<PublishAck> attempt(String subject, Headers headers, byte[] data) {
        return Uni.createFrom().completionStage(() -> send(subject, headers, data))
                .map(Unchecked.function(ConfirmedPublisher::confirmation))
                .onFailure().transform(failure -> refusals.explained(failure, subject))
                .invoke(confirmation -> {
                    if (api.isElsewhere(confirmation.getDomain())) {
                        throw refusals.storedElsewhere(confirmation, subject);
                    }
                });
    }

    private CompletionStage<io.nats.client.Message> send(String subject, Headers headers, byte[] data) {
        // The server would not refuse it but close the connection, again and again.
        int headersSize = headers.serializedLength();
        if (headersSize > LARGEST_HEADERS) {
            throw new MessageTooLargeException(
                    "its headers take " + headersSize + " bytes, and a server takes " + LARGEST_HEADERS);
        }
        long size = (long) data.length + headersSize;
        if (size > nats.maxPayload()) {
            throw new MessageTooLargeException("it takes " + size + " bytes, and the server takes " + nats.maxPayload());
        }
        return nats.request(subject, headers, data, CONFIRMATION_TIMEOUT);
    }

    private static PublishAck confirmation(io.nats.client.Message reply) throws IOException, JetStreamApiException {
        return new PublishAck(reply);
    }

    private static Headers headers(Map<String, List<String>> headers) {
        Headers result = new Headers();
        headers.forEach(result::add);
        return result;
    }

    private static Uni<Void> completion(CompletionStage<Void> stage) {
        return Uni.createFrom().completionStage(stage);
    }
}
