package io.boxbox.maestro.order;

/** A message that is no order, with a reason that the one who sent it understands. */
public final class InvalidOrderException extends RuntimeException {

    public InvalidOrderException(String reason) {
        super(reason);
    }

    public InvalidOrderException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
