package io.boxbox.maestro.queue;

import java.time.Duration;

/**
 * What became of a claimed message, fired as a CDI event the moment it is settled, within the trace of its order.
 *
 * @param id the last token of its subject, which is the order's id if the message is an order
 * @param outcome what became of it
 * @param reason why it was not delivered, a code, one of a few; "none" if it was
 * @param detail the same for people; empty if it was delivered
 * @param deliveries how often the server has delivered it, this time included
 * @param sinceArrival since the stream stored it, by the clocks of server and process
 * @param inHand since work on it began; zero if it never did
 */
public record OrderSettled(String id, Outcome outcome, String reason, String detail, long deliveries, Duration sinceArrival,
        Duration inHand) {

    /** What may become of a claimed message. */
    public enum Outcome {

        /** Its delivery was stored. */
        DELIVERED,

        /** Its delivery was found stored already. */
        ALREADY_DELIVERED,

        /** It was negatively acknowledged, and is delivered again after a delay. */
        HANDED_BACK,

        /** It can never be cooked. */
        DEAD_LETTER,

        /** It was not begun, and is delivered again at once: the process ends, or its claim was cancelled. */
        RELEASED
    }
}
