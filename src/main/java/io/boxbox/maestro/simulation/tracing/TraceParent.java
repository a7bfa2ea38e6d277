package io.boxbox.maestro.simulation.tracing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span, as the header {@code traceparent} of <a href="https://www.w3.org/TR/trace-context/">W3C's Trace Context</a> names it.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 hexadecimal digits
 */
public record TraceParent(String traceId, String spanId) {

    private static final Pattern HEADER = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

    /** Reads the header; empty if it is {@code null} or has another form. */
    public static Optional<TraceParent> read(String header) {
        return Optional.ofNullable(header).map(HEADER::matcher).filter(Matcher::matches)
                .map(found -> new TraceParent(found.group(1), found.group(2)));
    }

    /** The header, of a span that is recorded. */
    public String header() {
        return "00-" + traceId + '-' + spanId + "-01";
    }
}
