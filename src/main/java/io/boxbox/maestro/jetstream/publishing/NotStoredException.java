package io.boxbox.maestro.jetstream.publishing;

/** The server refuses to store a message, now and until somebody changes something: a stream is full, for example. */
public final class NotStoredException extends RuntimeException {

    /** @param words the server's own */
    NotStoredException(String words) {
        super(words);
    }
}
