package io.boxbox.maestro.kitchen;

import java.time.Duration;

/**
 * A break that a maestro takes: what there is to know of it before it begins.
 *
 * @param planned how long it is to be, zero for no break at all; includes what it is longer than usual
 * @param extended whether it is longer than usual, as an oversmoke is
 */
public record Break(Kind kind, Duration planned, boolean extended) {

    /** A break of the usual length. */
    public static Break usual(Kind kind, Duration planned) {
        return new Break(kind, planned, false);
    }

    /** The kinds of breaks there are. Events, metrics and spans follow from this list. */
    public enum Kind {

        /** After each order. */
        SMOKE(MaestroState.SMOKING),

        /** Between two batches, when the lunch timer has rung. */
        LUNCH(MaestroState.LUNCHING);

        private final MaestroState state;

        Kind(MaestroState state) {
            this.state = state;
        }

        /** What a maestro is doing meanwhile. */
        public MaestroState state() {
            return state;
        }
    }
}
