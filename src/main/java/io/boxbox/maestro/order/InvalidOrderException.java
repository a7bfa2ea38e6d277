package io.boxbox.maestro.order;

/** A message that is no order, with a reason that the one who sent it understands. */
public final class InvalidOrderException extends RuntimeException {

    private final Flaw flaw;

    public InvalidOrderException(Flaw flaw, String reason) {
        this(flaw, reason, null);
    }

    public InvalidOrderException(Flaw flaw, String reason, Throwable cause) {
        super(reason, cause);
        this.flaw = flaw;
    }

    /** The kind of the reason. */
    public Flaw flaw() {
        return flaw;
    }
}
