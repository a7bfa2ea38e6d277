package io.boxbox.maestro.jetstream.failures;

import jakarta.inject.Singleton;

import io.boxbox.maestro.jetstream.consuming.ClaimedMessage;
import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.nats.client.Message;
import io.smallrye.mutiny.Uni;

/**
 * Recognises messages that came without their content, because somebody has edited the consumer so ({@code headers_only}) and
 * it was not looked at since. What is stored decides: anybody may send an empty message with the header that tells of it.
 */
@Singleton
class LeftOutContent {

    private final StoredMessages stored;

    LeftOutContent(StoredMessages stored) {
        this.stored = stored;
    }

    /**
     * Whether the stream has content for the message that did not come with it, or may have. The server's header that tells of
     * it may be lost: in a block that nobody can read, or as a part of another header. So the stream is asked for every message
     * without a body. If it does not answer, content may be missing wherever there are headers. Never fails.
     */
    Uni<Boolean> isMissingFrom(ClaimedMessage claimed) {
        Message message = claimed.message();
        if (message.getData() != null && message.getData().length > 0) {
            return Uni.createFrom().item(false);
        }
        return stored.at(message.metaData().getStream(), claimed.streamSequence())
                .map(found -> found.filter(there -> there.getData() != null && there.getData().length > 0).isPresent())
                .onFailure().recoverWithItem(message::hasHeaders);
    }
}
