package io.boxbox.maestro.jetstream.tracing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.nats.client.impl.Headers;

/**
 * What a message says about its trace.
 *
 * @param values by their names in lower case. What came several times is a list that was cut (RFC 9110, section 5.3)
 * @param names as they came, by the same in lower case: some services know theirs in one case only
 */
record TraceHeaders(Map<String, String> values, Map<String, String> names) {

    private static final Set<String> NAMES = Set.of("traceparent", "tracestate", "baggage");
    private static final TraceHeaders NONE = new TraceHeaders(Map.of(), Map.of());

    /** @param headers {@code null} if the message has none */
    static TraceHeaders of(Headers headers) {
        if (headers == null) {
            return NONE;
        }
        Map<String, String> values = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        headers.forEach((name, each) -> {
            String lowerCase = name.toLowerCase(Locale.ROOT);
            if (NAMES.contains(lowerCase)) {
                names.putIfAbsent(lowerCase, name);
                each.forEach(value -> values.merge(lowerCase, value, (first, next) -> first + "," + next));
            }
        });
        return new TraceHeaders(values, names);
    }
}
