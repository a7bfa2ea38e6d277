package io.boxbox.maestro.board;

import java.time.Instant;

/**
 * Something that happened, and may be the cause of what the charts show.
 *
 * @param at when
 * @param kind what
 * @param text the same for people
 */
record Mark(Instant at, Kind kind, String text) {

    /** What may happen. */
    enum Kind {
        NATS_LOST,
        NATS_BACK,
        /** NATS is there, and orders cannot be claimed. */
        ORDERS_LOST,
        ORDERS_BACK,
        PANETTIERE_ASLEEP,
        PANETTIERE_AWAKE,
        LUNCH,
        /** Another process began, or is back. */
        PROCESS_CAME,
        /** Another process was told to end. */
        PROCESS_LEAVES,
        /** Another process stopped reporting without a word. */
        PROCESS_GONE,
        /** A step of a scene that somebody plays. */
        STAGE
    }
}
