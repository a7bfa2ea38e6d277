package io.boxbox.maestro.jetstream.consuming;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.nats.client.Message;
import io.nats.client.impl.Headers;

/**
 * The headers of an order that its delivery has too: all but those that instruct the server, and ours. Those of a trace go on
 * by other means.
 */
final class PassedOnHeaders {

    private static final List<String> NOT_PASSED_ON = List.of("nats-", "maestro-");
    private static final int LARGEST = 48 * 1024;
    // For the headers of the trace, those by which a delivery is stored once, and a longer status.
    private static final int FOR_OTHERS = 8 * 1024;

    private PassedOnHeaders() {
    }

    /**
     * What goes on.
     *
     * @param trace goes on in any case, each name in one form only
     * @param maxPayload what the server takes. Headers for which there is no room beside the order stay behind, all of them
     */
    static Map<String, List<String>> of(Message order, Map<String, List<String>> trace, long maxPayload) {
        Headers headers = order.getHeaders();
        if (headers == null || headers.serializedLength() > LARGEST
                || order.getData().length + (long) headers.serializedLength() + FOR_OTHERS > maxPayload) {
            return trace;
        }
        Map<String, List<String>> all = new HashMap<>();
        headers.forEach((name, values) -> {
            if (!isOurs(name) && !isAmong(trace, name)) {
                all.put(name, values);
            }
        });
        all.putAll(trace);
        return all;
    }

    private static boolean isOurs(String name) {
        for (String prefix : NOT_PASSED_ON) {
            if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAmong(Map<String, ?> headers, String name) {
        for (String each : headers.keySet()) {
            if (each.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
