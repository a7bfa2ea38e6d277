package io.boxbox.maestro.panettiere;

import io.grpc.Status;

/** What an answer means for an order. */
enum Answer {

    /** The dough is ready. */
    READY,

    /** Retried with exponential backoff; after the last retry the order is negatively acknowledged. */
    ASLEEP,

    /** Not retried now: the order is negatively acknowledged. */
    FAILED,

    /** The order becomes a dead letter: the same request would be refused for ever. */
    REFUSED;

    // How gRPC's own library tells of an answer without a grpc-status. Only the Panettiere sends one: all else comes from
    // something in between, like a proxy that has no route to the Panettiere.
    private static final String[] NO_GRPC = { "invalid content-type: ", "missing GRPC status", "issing HTTP status code" };
    private static final String TOO_LARGE = "gRPC message exceeds maximum size";

    /** What an answer means, by its status and by who gave it. */
    static Answer of(Status status) {
        if (isNoGrpc(status)) {
            return ASLEEP;
        }
        return isTooLarge(status) ? READY : of(status.getCode());
    }

    /** What a status code means that the Panettiere has sent. */
    static Answer of(Status.Code code) {
        return switch (code) {
            case OK -> READY;
            // Some Panettieri answer UNAVAILABLE in their sleep; so does gRPC itself when nothing listens.
            case RESOURCE_EXHAUSTED, UNAVAILABLE -> ASLEEP;
            case CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, PERMISSION_DENIED, ABORTED, INTERNAL, DATA_LOSS, UNAUTHENTICATED ->
                FAILED;
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED -> REFUSED;
        };
    }

    /** Whether it did not come from a gRPC server, whatever code the library has made of it. */
    static boolean isNoGrpc(Status status) {
        String description = status.getDescription();
        if (description != null) {
            for (String sign : NO_GRPC) {
                if (description.contains(sign)) {
                    return true;
                }
            }
        }
        return false;
    }

    // More dough than the library takes is dough all the same; its content is not needed.
    private static boolean isTooLarge(Status status) {
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED && status.getDescription() != null
                && (status.getDescription().startsWith(TOO_LARGE)
                        || status.getDescription().startsWith("Decompressed " + TOO_LARGE));
    }
}
