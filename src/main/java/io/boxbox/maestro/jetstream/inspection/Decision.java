package io.boxbox.maestro.jetstream.inspection;

/** What Maestro does about a property of a stream or a consumer that it finds. */
public enum Decision {

    /** Any value is fine. */
    USED,

    /** Maestro changes its own ways to suit the value. */
    ADAPTED,

    /** Maestro works, but something that an operator may not expect follows from the value: it says so. */
    WARNED,

    /** Maestro does not work with such a value: orders would be lost, or could not be claimed at all. */
    REFUSED
}
