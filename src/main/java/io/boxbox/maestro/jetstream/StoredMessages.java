package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.nats.client.Message;
import io.nats.client.api.MessageGetRequest;
import io.nats.client.api.MessageInfo;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.smallrye.mutiny.Uni;

/**
 * Reads single messages of a stream without blocking, by {@code $JS.API.STREAM.MSG.GET} of
 * <a href="https://docs.nats.io/reference/reference-protocols/nats_api_reference">JetStream's API</a>.
 */
@ApplicationScoped
class StoredMessages {

    private static final String GET = "$JS.API.STREAM.MSG.GET.";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NO_MESSAGE_FOUND = 10037;

    private final Connection connection;

    StoredMessages(Connection connection) {
        this.connection = connection;
    }

    /** The last message that the stream holds on a subject. Fails if the server does not answer in time. */
    Uni<Optional<MessageInfo>> last(String stream, String subject) {
        return get(stream, MessageGetRequest.lastForSubject(subject));
    }

    /** The first message on a subject at a sequence or after it. Fails if the server does not answer in time. */
    Uni<Optional<MessageInfo>> next(String stream, String subject, long sequence) {
        return get(stream, MessageGetRequest.nextForSubject(sequence, subject));
    }

    private Uni<Optional<MessageInfo>> get(String stream, MessageGetRequest request) {
        return Uni.createFrom().completionStage(() -> connection.requestWithTimeout(GET + stream, request.serialize(), TIMEOUT))
                .ifNoItem().after(TIMEOUT).fail()
                .map(reply -> message(stream, reply));
    }

    private static Optional<MessageInfo> message(String stream, Message reply) {
        MessageInfo info = new MessageInfo(reply, stream, false);
        if (info.hasError() && info.getApiErrorCode() == NO_MESSAGE_FOUND) {
            return Optional.empty();
        }
        if (info.hasError()) {
            throw new IllegalStateException("The server does not show its messages: " + info.getDescription());
        }
        return Optional.of(info);
    }
}
