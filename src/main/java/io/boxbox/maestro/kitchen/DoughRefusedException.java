package io.boxbox.maestro.kitchen;

/** The Panettiere will never make the dough of this order. */
public final class DoughRefusedException extends RuntimeException {

    public DoughRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
