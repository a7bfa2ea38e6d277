package io.boxbox.maestro.simulation.scene;

import java.util.Locale;

/** What can be said of an act beyond what is done. In a scene it is a field of the step, by its {@link #key()}. */
public enum Parameter {

    /** Which Maestro: the letter of his process. */
    MAESTRO(Kind.LETTER),
    /** How many orders or messages. */
    COUNT(Kind.COUNT),
    /** How long they take to come in. */
    WITHIN(Kind.DURATION),
    /** What one dough takes a slow Panettiere. */
    TIME_PER_DOUGH(Kind.DURATION),
    /** For how many unfinished orders there is to be one Maestro more. */
    LAG_PER_MAESTRO(Kind.COUNT),
    /** How many Maestros there are at least. */
    LEAST(Kind.COUNT),
    /** How many Maestros there are at most. */
    MOST(Kind.COUNT),
    /** How long fewer Maestros have to be enough before one goes. */
    COOL_DOWN(Kind.DURATION);

    /** How a value is written. */
    enum Kind {
        LETTER,
        COUNT,
        DURATION
    }

    private final Kind kind;

    Parameter(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** As it is written in a scene. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
