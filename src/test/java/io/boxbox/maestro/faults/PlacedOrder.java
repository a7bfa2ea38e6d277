package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boxbox.maestro.order.OrderSubjects;

/**
 * What the workload places.
 *
 * @param id the last token of its subject
 * @param headers the whole block, a byte a character; {@code null} for a message without one
 * @param body its JSON, or what stands in its place
 */
record PlacedOrder(String id, String headers, byte[] body) {

    private static final String STATUS_AT_THE_END = "\"status\":\"%s\"}";

    /** The end of the JSON of each order that is placed. */
    static final String WAITING = STATUS_AT_THE_END.formatted("waiting_to_cook");

    String subject() {
        return OrderSubjects.WAITING_TO_COOK + "." + id;
    }

    /** What has to be delivered for a message that was accepted: the same but for its status, the last field. */
    static byte[] delivered(byte[] accepted) {
        String json = new String(accepted, UTF_8);
        if (!json.endsWith(WAITING)) {
            throw new IllegalArgumentException("Not an order of the workload: " + json);
        }
        return (json.substring(0, json.length() - WAITING.length()) + STATUS_AT_THE_END.formatted("waiting_delivery"))
                .getBytes(UTF_8);
    }
}
