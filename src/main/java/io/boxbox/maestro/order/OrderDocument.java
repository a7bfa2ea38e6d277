package io.boxbox.maestro.order;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of an order's JSON and the places in them where its status stands. Immutable: it keeps the array it is given,
 * which must not change afterwards.
 */
public final class OrderDocument {

    private final byte[] json;
    private final List<Span> statuses;
    private final int end;

    /**
     * @param json the whole document
     * @param statuses where the values of the top-level {@code status} stand, first to last
     * @param end offset of the document's closing brace
     */
    OrderDocument(byte[] json, List<Span> statuses, int end) {
        this.json = json;
        this.statuses = List.copyOf(statuses);
        this.end = end;
    }

    /**
     * The document with another status and every other byte as it came. A document without a status gets one at its end.
     *
     * @param status plain ASCII without quotes or backslashes
     */
    public byte[] withStatus(String status) {
        byte[] value = ('"' + status + '"').getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + value.length + 16);
        int copied = 0;
        for (Span span : statuses) {
            out.write(json, copied, span.start() - copied);
            out.writeBytes(value);
            copied = span.end();
        }
        if (statuses.isEmpty()) {
            out.write(json, 0, end);
            out.writeBytes(",\"status\":".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(value);
            copied = end;
        }
        out.write(json, copied, json.length - copied);
        return out.toByteArray();
    }

    /** Offsets of a value: from {@code start} up to, not including, {@code end}. */
    record Span(int start, int end) {
    }
}
