package io.boxbox.maestro.jetstream.consuming;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Pattern;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.jetstream.connection.HeaderBlock;
import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.nats.client.Message;
import io.nats.client.api.MessageGetRequest;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.NatsMessage;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Reads single messages of a stream without blocking, by {@code STREAM.MSG.GET} of
 * <a href="https://docs.nats.io/reference/reference-protocols/nats_api_reference">JetStream's API</a>.
 */
@Singleton
public class StoredMessages {

    private static final String GET = "STREAM.MSG.GET.";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NO_MESSAGE_FOUND = 10037;
    // Within a text of JSON the quotes would be escaped.
    private static final Pattern HEADERS = Pattern.compile("(\"hdrs\":\\s*\")([A-Za-z0-9+/=]*)");

    private final Connection connection;
    private final JetStreamApi api;
    private final ScheduledExecutorService timers;

    @Inject
    StoredMessages(Connection connection, JetStreamApi api) {
        this(connection, api, Infrastructure.getDefaultWorkerPool());
    }

    /** @param timers for what waits */
    public StoredMessages(Connection connection, JetStreamApi api, ScheduledExecutorService timers) {
        this.connection = connection;
        this.api = api;
        this.timers = timers;
    }

    /** The last message that the stream holds on a subject. Fails if the server does not answer in time. */
    public Uni<Optional<MessageInfo>> last(String stream, String subject) {
        return get(stream, MessageGetRequest.lastForSubject(subject));
    }

    /** The first message on a subject at a sequence or after it. Fails if the server does not answer in time. */
    public Uni<Optional<MessageInfo>> next(String stream, String subject, long sequence) {
        return get(stream, MessageGetRequest.nextForSubject(sequence, subject));
    }

    /** The message at a sequence. Fails if the server does not answer in time. */
    public Uni<Optional<MessageInfo>> at(String stream, long sequence) {
        return get(stream, MessageGetRequest.forSequence(sequence));
    }

    private Uni<Optional<MessageInfo>> get(String stream, MessageGetRequest request) {
        return Uni.createFrom()
                .completionStage(() -> connection.requestWithTimeout(api.subject(GET + stream), request.serialize(), TIMEOUT))
                .ifNoItem().after(TIMEOUT).on(timers).fail()
                .map(reply -> message(stream, reply));
    }

    private static Optional<MessageInfo> message(String stream, Message reply) {
        MessageInfo info = read(stream, reply);
        if (info.hasError() && info.getApiErrorCode() == NO_MESSAGE_FOUND) {
            return Optional.empty();
        }
        if (info.hasError()) {
            throw new IllegalStateException("The server does not show its messages: " + info.getDescription());
        }
        return Optional.of(info);
    }

    private static MessageInfo read(String stream, Message reply) {
        try {
            return new MessageInfo(reply, stream, false);
        } catch (IllegalArgumentException e) {
            // The server shows headers as it was given them, and the client library refuses some.
            return new MessageInfo(withPlainHeaders(reply), stream, false);
        }
    }

    private static Message withPlainHeaders(Message reply) {
        String json = new String(reply.getData(), StandardCharsets.UTF_8);
        return NatsMessage.builder().subject(reply.getSubject())
                .data(HEADERS.matcher(json).replaceFirst(found -> found.group(1) + Base64.getEncoder()
                        .encodeToString(HeaderBlock.plain(Base64.getDecoder().decode(found.group(2))))))
                .build();
    }
}
