package io.boxbox.maestro.board;

import java.time.Instant;

/**
 * An order's way through the kitchen, as far as it has come.
 *
 * @param maestro who has it, or had it
 * @param traceId 32 hexadecimal digits, all zero if it has no trace
 * @param arrived when the stream stored it
 * @param started when the maestro took it in hand
 * @param dough when there was dough for it, or null
 * @param ended when it was delivered or given up, or null
 * @param stage where it is
 * @param reason why it was not delivered, in a word, or null
 */
record Journey(int maestro, BriefOrder order, String traceId, Instant arrived, Instant started, Instant dough, Instant ended,
        Stage stage, String reason) {

    Journey withDough(Instant now) {
        return new Journey(maestro, order, traceId, arrived, started, now, ended, Stage.LEAVING, reason);
    }

    Journey ended(Instant now, Stage how, String why) {
        return new Journey(maestro, order, traceId, arrived, started, dough, now, how, why);
    }

    /** Where an order is. */
    enum Stage {

        /** In hand: the Panettiere is asked for dough. */
        COOKING,
        /** In hand: its delivery is being stored. */
        LEAVING,
        /** Its delivery is stored. */
        DELIVERED,
        /** It went back to the queue. */
        HANDED_BACK,
        /** It can never be cooked. */
        DEAD_LETTER
    }
}
