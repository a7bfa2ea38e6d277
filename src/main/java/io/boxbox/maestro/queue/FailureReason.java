package io.boxbox.maestro.queue;

/**
 * Why a message was not delivered.
 *
 * @param code one of a few, as README and metrics list them
 * @param detail for people
 * @param failure what it is concluded from; {@code null} for {@link #NONE}
 */
public record FailureReason(String code, String detail, Throwable failure) {

    /** Of a message that was delivered, or never begun. */
    public static final FailureReason NONE = new FailureReason("none", "", null);
}
