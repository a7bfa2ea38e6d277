package io.boxbox.maestro.jetstream.publishing;

/** Makes what a publisher fails with, for tests of other packages. */
public final class TooLarge {

    private TooLarge() {
    }

    public static MessageTooLargeException because(String reason) {
        return new MessageTooLargeException(reason);
    }
}
