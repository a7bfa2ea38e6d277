package io.boxbox.maestro.jetstream.consuming;

import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.Message;
import io.nats.client.impl.Headers;

/** What a message is that a consumer has sent. A consumer may have been edited since it was looked at. */
enum Arrival {

    /** One to cook, or one that is to become a dead letter. */
    ORDER,

    /** The server's own word that it has dropped a message. */
    DELETE_MARKER,

    /** What must not be claimed, and not settled either: it belongs to others, or its content was left out. */
    NOT_INPUT;

    private static final String MARKER = "Nats-Marker-Reason";
    private static final String SIZE_OF_WHAT_WAS_LEFT_OUT = "Nats-Msg-Size";

    static Arrival of(Message message) {
        String subject = message.getSubject();
        if (subject.startsWith(OrderSubjects.WAITING_DELIVERY + ".") || subject.startsWith(OrderSubjects.DEAD_LETTER + ".")) {
            return NOT_INPUT;
        }
        Headers headers = message.getHeaders();
        if (headers == null || message.getData() != null && message.getData().length > 0) {
            return ORDER;
        }
        if (headers.containsKeyIgnoreCase(MARKER)) {
            return DELETE_MARKER;
        }
        // Anybody may send such a header. A consumer that leaves bodies out is noticed before the message comes again.
        return headers.containsKeyIgnoreCase(SIZE_OF_WHAT_WAS_LEFT_OUT) && message.metaData().deliveredCount() == 1 ? NOT_INPUT
                : ORDER;
    }
}
