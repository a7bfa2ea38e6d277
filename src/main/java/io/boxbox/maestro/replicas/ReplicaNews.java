package io.boxbox.maestro.replicas;

/**
 * Something was heard of another process, or nothing any more. Fired as a CDI event.
 *
 * @param what happened
 * @param replica the process, as it is known now
 */
public record ReplicaNews(What what, Replica replica) {

    /** What may happen to a process. */
    public enum What {

        /** It reports, as before, or as it did when this process came. */
        REPORTS,

        /** It was not there before. */
        CAME,

        /** It reports again after having been gone. */
        IS_BACK,

        /** It was told to end. */
        LEAVES,

        /** It has stopped reporting without a word. */
        IS_GONE,

        /** It ended long ago, and is forgotten. */
        FADED
    }
}
