package io.boxbox.maestro.jetstream.consuming;

import java.util.Optional;
import java.util.OptionalInt;

import io.nats.client.Message;
import io.nats.client.support.Status;

/**
 * What the server says of a pull request instead of sending a message.
 *
 * @param code as in HTTP, more or less
 * @param words the server's own
 */
record PullStatus(int code, String words) {

    private static final String QUEUE_IS_FULL = "Exceeded MaxWaiting";
    private static final String BEYOND_A_LIMIT = "Exceeded MaxRequest";
    private static final String PENDING_MESSAGES = "Nats-Pending-Messages";
    private static final String COMPLETED = "Batch Completed";
    private static final String TOO_LARGE = "Message Size Exceeds MaxBytes";

    /** Empty if it is a message. */
    static Optional<PullStatus> of(Message message) {
        return message.isStatusMessage() ? Optional.of(of(message.getStatus())) : Optional.empty();
    }

    /** How many messages of its batch a request that is over has not got; empty if the server does not say. */
    static OptionalInt pendingMessages(Message lastWord) {
        String pending = lastWord.getHeaders() == null ? null : lastWord.getHeaders().getLast(PENDING_MESSAGES);
        try {
            return pending == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(pending));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    static PullStatus of(Status status) {
        return new PullStatus(status.getCode(), status.getMessageWithCode());
    }

    /**
     * All is well. A cluster says that a batch with a limit of bytes is complete before its messages come, since they wait for
     * the other servers.
     */
    boolean isHeartbeat() {
        return code == Status.FLOW_OR_HEARTBEAT_STATUS_CODE || words.contains(COMPLETED);
    }

    /** The wait is over. */
    boolean isExpiry() {
        return code == Status.NOT_FOUND_CODE || code == Status.REQUEST_TIMEOUT_CODE;
    }

    /** The next message is larger than what the request may still bring. */
    boolean isTooLarge() {
        return words.contains(TOO_LARGE);
    }

    /** Others ask for so much that there is no room for another request: nothing is wrong. */
    boolean isPause() {
        return words.contains(QUEUE_IS_FULL);
    }

    /** The consumer's limits have been edited. */
    boolean isBeyondALimit() {
        return words.contains(BEYOND_A_LIMIT);
    }

    boolean isRefusal() {
        return !isHeartbeat() && !isExpiry() && !isTooLarge() && !isPause() && !isBeyondALimit();
    }
}
