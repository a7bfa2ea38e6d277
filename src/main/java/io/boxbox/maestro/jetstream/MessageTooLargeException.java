package io.boxbox.maestro.jetstream;

/** A message that the server will never take, for its size or that of its headers. */
final class MessageTooLargeException extends RuntimeException {

    MessageTooLargeException(String reason) {
        super(reason);
    }
}
