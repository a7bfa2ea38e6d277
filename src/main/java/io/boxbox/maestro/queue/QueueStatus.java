package io.boxbox.maestro.queue;

/**
 * NATS as this process finds it. Fired as a CDI event at the start, and with each change.
 *
 * @param connected true while there is a connection
 * @param consuming true while orders can be claimed: connected, and the consumer within reach
 * @param server where it is connected, or was last: {@code nats://host:port}; empty before the first time
 * @param reconnects how often the connection was lost and came back
 * @param detail why orders can or cannot be claimed, in a few words
 */
public record QueueStatus(boolean connected, boolean consuming, String server, long reconnects, String detail) {

    /** Before the first connection. */
    public static final QueueStatus UNKNOWN = new QueueStatus(false, false, "", 0, "not connected yet");
}
