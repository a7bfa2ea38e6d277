package io.boxbox.maestro.kitchen;

/** The Panettiere makes no dough now (asleep, out of reach, too slow): the order may be tried again later. */
public final class DoughUnavailableException extends RuntimeException {

    public DoughUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
