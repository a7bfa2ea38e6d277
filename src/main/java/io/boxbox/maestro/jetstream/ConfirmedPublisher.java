package io.boxbox.maestro.jetstream;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.nats.client.JetStreamApiException;
import io.nats.client.PublishOptions;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.PublishMessageMetadata;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.mapper.Serializer;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.publisher.PublishListener;
import io.smallrye.mutiny.Uni;

/**
 * Publishes to a stream and waits, without blocking, for the server to confirm that it stored the message.
 * <p>
 * A message that is the only one its subject may ever have is stored once, however often it is published: {@code Nats-Msg-Id}
 * covers the stream's duplicate window, and {@code Nats-Expected-Last-Subject-Sequence: 0} all the time after it.
 */
@ApplicationScoped
class ConfirmedPublisher {

    /** Publications of one channel under way at the same time. */
    static final int MOST_AT_ONCE = 1_024;

    private static final int WRONG_LAST_SEQUENCE = 10071;
    private static final int HEADERS_TOO_LARGE = 10097;
    private static final int FOR_HEADERS_OF_OPTIONS = 256;
    private static final Duration CONFIRMATION_TIMEOUT = Duration.ofSeconds(5);
    private static final int REPETITIONS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final NatsConnection nats;
    private final Connection connection;
    private final Serializer serializer;
    private final boolean once;

    ConfirmedPublisher(NatsConnection nats, Connection connection, Serializer serializer, MaestroSettings settings) {
        this.nats = nats;
        this.connection = connection;
        this.serializer = serializer;
        this.once = settings.deliverOnce();
    }

    /**
     * Publishes a channel's message to the subject its metadata names, then acknowledges it, or negatively acknowledges it if
     * the server does not confirm in time. Never fails.
     */
    <T> Uni<Message<T>> publish(Message<T> message, String stream, PublishListener<T> listener) {
        PublishMessageMetadata metadata = message.getMetadata(PublishMessageMetadata.class).orElseThrow();
        return deliver(stream, metadata.subject(), metadata.messageId(), headers(metadata.headers()),
                serializer.toBytes(message.getPayload()))
                .invoke(storedNow -> {
                    if (!storedNow) {
                        message.getMetadata(ClaimedMessage.class).ifPresent(ClaimedMessage::foundDelivered);
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
     *         {@link #isWrongLastSequence} recognises if another message is the last one, and with any other if it is not known
     *         whether it was stored
     */
    Uni<Void> publishAfter(long lastSequence, String stream, String subject, String messageId, Headers headers, byte[] data) {
        return attempt(subject, headers, data,
                options(stream, messageId).expectedLastSubjectSequence(lastSequence).build()).replaceWithVoid();
    }

    /** Whether a publication was refused because its subject's last message is not the expected one. */
    static boolean isWrongLastSequence(Throwable failure) {
        return isRefusal(failure, WRONG_LAST_SEQUENCE);
    }

    // False if it was stored before.
    private Uni<Boolean> deliver(String stream, String subject, String messageId, Headers headers, byte[] data) {
        PublishOptions.Builder options = options(stream, messageId);
        if (once) {
            options.expectedLastSubjectSequence(0);
        }
        Uni<PublishAck> attempt = attempt(subject, headers, data, options.build());
        return attempt
                // To be ready for repetitions costs more than to publish.
                .onFailure(ConfirmedPublisher::mayBeRepeated).recoverWithUni(() -> Uni.createFrom().voidItem()
                        .onItem().delayIt().by(FIRST_PAUSE)
                        .chain(() -> attempt)
                        .onFailure(ConfirmedPublisher::mayBeRepeated)
                        .retry().withBackOff(FIRST_PAUSE).atMost(REPETITIONS - 1))
                .map(confirmation -> !confirmation.isDuplicate())
                .onFailure(ConfirmedPublisher::isWrongLastSequence).recoverWithItem(false);
    }

    private static boolean mayBeRepeated(Throwable failure) {
        return !isWrongLastSequence(failure) && !(failure instanceof MessageTooLargeException);
    }

    private static PublishOptions.Builder options(String stream, String messageId) {
        return PublishOptions.builder().expectedStream(stream).messageId(messageId);
    }

    private Uni<PublishAck> attempt(String subject, Headers headers, byte[] data, PublishOptions options) {
        return Uni.createFrom().completionStage(() -> send(subject, headers, data, options))
                .ifNoItem().after(CONFIRMATION_TIMEOUT).fail()
                .onFailure(failure -> isRefusal(failure, HEADERS_TOO_LARGE))
                .transform(failure -> new MessageTooLargeException("its headers are larger than the server takes"));
    }

    private CompletionStage<PublishAck> send(String subject, Headers headers, byte[] data, PublishOptions options) {
        // The server would not refuse it but close the connection, again and again.
        long size = data.length + headers.serializedLength() + options.getMessageId().length() + FOR_HEADERS_OF_OPTIONS;
        if (size > connection.getMaxPayload()) {
            throw new MessageTooLargeException(
                    "it takes " + size + " bytes, and the server takes " + connection.getMaxPayload());
        }
        try {
            return nats.jetStream().publishAsync(subject, headers, data, options);
        } catch (IOException e) {
            throw new IllegalStateException("No JetStream: " + e.getMessage(), e);
        }
    }

    private static boolean isRefusal(Throwable failure, int errorCode) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JetStreamApiException refusal) {
                return refusal.getApiErrorCode() == errorCode;
            }
        }
        return false;
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
