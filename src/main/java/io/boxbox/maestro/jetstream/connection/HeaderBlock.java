package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The headers of a message as the server sends them. It has stored whatever a client gave it; the client library reads the
 * plain form only, and ends its connection at anything else:
 *
 * <pre>
 * NATS/1.0 CR LF
 * name:value CR LF      any number of times; name: visible ASCII; value: ASCII
 * CR LF
 * </pre>
 *
 * A message of the server's own may have a status after the version.
 */
public final class HeaderBlock {

    /** A header of ours in a block that had lines or bytes that are no header. */
    static final String UNREADABLE = "Maestro-Unreadable-Headers";

    private static final byte[] VERSION = "NATS/1.0".getBytes(ISO_8859_1);
    private static final byte[] END_OF_LINE = { '\r', '\n' };

    private HeaderBlock() {
    }

    /** The plain form of any block of a stored message, see {@link #plain(byte[], int, int, boolean)}. */
    public static byte[] plain(byte[] block) {
        return plain(block, 0, block.length, false);
    }

    /**
     * Whether a block has the plain form. Looks at each byte once.
     *
     * @param status whether it may have a status
     */
    static boolean isPlain(byte[] bytes, int from, int to, boolean status) {
        if (to - from < VERSION.length + 4 || !begins(bytes, from, VERSION)) {
            return false;
        }
        int at = from + VERSION.length;
        if (bytes[at] == ' ') {
            at = status ? endOfStatus(bytes, at, to) : to;
        }
        while (isEndOfLine(bytes, at, to)) {
            at += 2;
            if (isEndOfLine(bytes, at, to)) {
                return at + 2 == to;
            }
            at = endOfHeader(bytes, at, to);
        }
        return false;
    }

    // A code of three digits, and perhaps a text. The end of the block if it is something else.
    private static int endOfStatus(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at != from + 4 || at == to || (bytes[at] != ' ' && bytes[at] != '\r')) {
            return to;
        }
        return endOfValue(bytes, at, to);
    }

    private static int endOfHeader(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isOfAName(bytes[at])) {
            at++;
        }
        return at == from || at == to || bytes[at] != ':' ? to : endOfValue(bytes, at + 1, to);
    }

    private static int endOfValue(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isOfAValue(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isOfAName(byte each) {
        return each > ' ' && each < 0x7f && each != ':';
    }

    // A byte beyond ASCII is negative.
    private static boolean isOfAValue(byte each) {
        return each >= 0 && each != '\r' && each != '\n';
    }

    private static boolean isEndOfLine(byte[] bytes, int at, int to) {
        return at + 1 < to && bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    /** Whether bytes begin with the given ones, from a place on. */
    static boolean begins(byte[] bytes, int from, byte[] prefix) {
        return from + prefix.length <= bytes.length
                && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    /**
     * The plain form of any block. Every header with a usable name is kept, and a value beyond ASCII becomes an
     * {@link EncodedWord}. If anything else was there, the result has {@link #UNREADABLE}.
     */
    static byte[] plain(byte[] bytes, int from, int to, boolean status) {
        Writer out = new Writer(to - from);
        int line = from;
        if (to - from >= VERSION.length && begins(bytes, from, VERSION)) {
            int end = endOfLine(bytes, from, to);
            int after = from + VERSION.length;
            if (status && after < end && endOfStatus(bytes, after, end) == end && end - after >= 4) {
                out.status(bytes, after, end);
            } else {
                out.unreadable |= end > after;
            }
            line = end + END_OF_LINE.length;
        }
        while (line < to) {
            int end = endOfLine(bytes, line, to);
            if (end == line) {
                // The end, and all that may come after it.
                out.unreadable |= end + END_OF_LINE.length < to;
                break;
            }
            out.header(bytes, line, end);
            line = end + END_OF_LINE.length;
        }
        return out.end();
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && !isEndOfLine(bytes, at, to)) {
            at++;
        }
        return at;
    }

    private static final class Writer {

        private final ByteArrayOutputStream headers;
        private byte[] status = {};
        private boolean unreadable;

        private Writer(int size) {
            this.headers = new ByteArrayOutputStream(size + 64);
        }

        private void status(byte[] bytes, int from, int to) {
            status = Arrays.copyOfRange(bytes, from, to);
        }

        private void header(byte[] bytes, int from, int to) {
            int colon = from;
            while (colon < to && bytes[colon] != ':') {
                colon++;
            }
            // Some clients put a space before the colon.
            int start = firstVisible(bytes, from, colon);
            int end = lastVisible(bytes, start, colon);
            int nameEnd = start;
            while (nameEnd < end && isOfAName(bytes[nameEnd])) {
                nameEnd++;
            }
            if (colon == to || start == end || nameEnd < end) {
                unreadable = true;
                return;
            }
            int value = firstVisible(bytes, colon + 1, to);
            int valueEnd = lastVisible(bytes, value, to);
            headers.write(bytes, start, end - start);
            headers.write(':');
            if (endOfValue(bytes, value, valueEnd) == valueEnd) {
                headers.write(bytes, value, valueEnd - value);
            } else {
                headers.writeBytes(EncodedWord.of(Arrays.copyOfRange(bytes, value, valueEnd)).getBytes(ISO_8859_1));
            }
            headers.writeBytes(END_OF_LINE);
        }

        private byte[] end() {
            if (unreadable) {
                headers.writeBytes((UNREADABLE + ":left out\r\n").getBytes(ISO_8859_1));
            }
            headers.writeBytes(END_OF_LINE);
            ByteArrayOutputStream block = new ByteArrayOutputStream(VERSION.length + status.length + headers.size() + 2);
            block.writeBytes(VERSION);
            block.writeBytes(status);
            block.writeBytes(END_OF_LINE);
            block.writeBytes(headers.toByteArray());
            return block.toByteArray();
        }

        private static int firstVisible(byte[] bytes, int from, int to) {
            int at = from;
            while (at < to && isBlank(bytes[at])) {
                at++;
            }
            return at;
        }

        private static int lastVisible(byte[] bytes, int from, int to) {
            int at = to;
            while (at > from && isBlank(bytes[at - 1])) {
                at--;
            }
            return at;
        }

        private static boolean isBlank(byte each) {
            return each == ' ' || each == '\t';
        }
    }
}
