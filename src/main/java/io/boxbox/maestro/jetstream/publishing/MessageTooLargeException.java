package io.boxbox.maestro.jetstream.publishing;

/** A message that the server will never take, for its size or that of its headers. */
public final class MessageTooLargeException extends RuntimeException {

    MessageTooLargeException(String reason) {
        super(reason);
    }
}
