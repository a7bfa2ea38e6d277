package io.boxbox.maestro.jetstream.publishing;

/**
 * Metadata of a message to publish: what to do when it turns out that the stream has stored it before.
 *
 * @param listener runs on the client's thread, before the message is acknowledged
 */
public record AlreadyStored(Runnable listener) {
}
