package io.boxbox.maestro.panettiere;

import io.grpc.Status;

/** What each status code of the Panettiere's means for an order. */
enum Answer {

    /** The dough is ready. */
    READY,

    /** Asked again at once, with growing pauses; still asleep after the last retry, the order goes back to the queue. */
    ASLEEP,

    /** Not asked again now: the order goes back to the queue. */
    FAILED,

    /** The order becomes a dead letter: the same request would be refused for ever. */
    REFUSED;

    static Answer of(Status.Code code) {
        return switch (code) {
            case OK -> READY;
            // Some Panettieri answer UNAVAILABLE in their sleep; so does gRPC itself when nobody is at home.
            case RESOURCE_EXHAUSTED, UNAVAILABLE -> ASLEEP;
            case CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, PERMISSION_DENIED, ABORTED, INTERNAL, DATA_LOSS, UNAUTHENTICATED ->
                FAILED;
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED -> REFUSED;
        };
    }
}
