package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * The control line of a message and its headers, where they lie among other bytes:
 *
 * <pre>
 * MSG subject sid [reply] length CR LF
 * HMSG subject sid [reply] length-of-headers length CR LF headers
 * </pre>
 *
 * One is used for all messages of a connection, so that none of them costs an object.
 */
final class MessageHead {

    /** As long a line as the client library has to read. */
    static final int LONGEST_LINE = 16 * 1024;

    // No server sends such a line.
    private static final int ENDLESS_LINE = 4 * 1024 * 1024;
    // No order id is that long.
    private static final int CUT_SUBJECT = 8 * 1024;
    private static final byte[] STORED_MESSAGE = "$JS.ACK.".getBytes(ISO_8859_1);
    private static final int MOST_DIGITS = 10;

    /** What it was found to be. */
    Verdict verdict;
    /** How long it is, once that is known while it is incomplete; 0 before. */
    int wanted;
    /** Where it ends; known if it is complete. */
    int end;
    /** How many bytes the body has that follows it, with its end of line. */
    long bodyLength;
    /** A mark of the one who follows the messages: from where on to look again. */
    int resume;

    private int lineEnd;
    private int number;
    private int numberStart;

    /** Whether an operation that begins with this byte is a message. */
    static boolean begins(byte first) {
        return first == 'M' || first == 'H';
    }

    /** Looks at the bytes from the beginning of a head on. */
    void read(byte[] bytes, int from, int to) {
        wanted = 0;
        int lineFeed = indexOf((byte) '\n', bytes, from, to);
        if (lineFeed < 0) {
            verdict = to - from > ENDLESS_LINE ? Verdict.STRANGE : Verdict.INCOMPLETE;
            return;
        }
        lineEnd = lineFeed - 1;
        verdict = Verdict.STRANGE;
        if (lineEnd <= from || bytes[lineEnd] != '\r' || !numberBefore(bytes, lineEnd, from)) {
            return;
        }
        int total = number;
        int headers = 0;
        if (bytes[from] == 'H') {
            if (!numberBefore(bytes, numberStart, from) || number > total) {
                return;
            }
            headers = number;
        }
        end = lineFeed + 1 + headers;
        bodyLength = total - headers + 2L;
        if (end > to) {
            wanted = end - from;
            verdict = Verdict.INCOMPLETE;
        } else {
            verdict = lineEnd - from <= LONGEST_LINE && (bytes[from] == 'M' || isPlain(bytes, from)) ? Verdict.PLAIN
                    : Verdict.UNREADABLE;
        }
    }

    private boolean isPlain(byte[] bytes, int from) {
        // Most messages have no status. Only of the others does it matter who sent them.
        return HeaderBlock.isPlain(bytes, lineEnd + 2, end, false)
                || HeaderBlock.isPlain(bytes, lineEnd + 2, end, mayHaveStatus(bytes, from));
    }

    // What a status means to the client library, only the server may say, and not those who placed a message.
    private boolean mayHaveStatus(byte[] bytes, int from) {
        for (int at = from; at < lineEnd; at++) {
            if (isBlank(bytes[at]) && HeaderBlock.begins(bytes, at + 1, STORED_MESSAGE)) {
                return false;
            }
        }
        return true;
    }

    // The number that ends before a place of the line, and perhaps blanks between them.
    private boolean numberBefore(byte[] bytes, int place, int from) {
        int at = place;
        while (at > from && isBlank(bytes[at - 1])) {
            at--;
        }
        int last = at;
        long value = 0;
        long digit = 1;
        while (at > from && bytes[at - 1] >= '0' && bytes[at - 1] <= '9' && last - at < MOST_DIGITS) {
            at--;
            value += (bytes[at] - '0') * digit;
            digit *= 10;
        }
        number = (int) value;
        numberStart = at;
        return at < last && at > from && isBlank(bytes[at - 1]) && value < Integer.MAX_VALUE / 2;
    }

    private static boolean isBlank(byte each) {
        return each == ' ' || each == '\t';
    }

    /** The head that was read last, rewritten so that it is plain. */
    byte[] plain(byte[] bytes, int from) {
        List<String> words = new ArrayList<>(List.of(new String(bytes, from, lineEnd - from, ISO_8859_1).split("[ \t]+")));
        if (lineEnd - from > LONGEST_LINE) {
            words.set(1, words.get(1).substring(0, Math.min(CUT_SUBJECT, words.get(1).length())));
        }
        if (bytes[from] == 'M') {
            return (String.join(" ", words) + "\r\n").getBytes(ISO_8859_1);
        }
        byte[] headers = HeaderBlock.plain(bytes, lineEnd + 2, end, mayHaveStatus(bytes, from));
        words.set(words.size() - 2, String.valueOf(headers.length));
        words.set(words.size() - 1, String.valueOf(headers.length + bodyLength - 2));
        byte[] line = (String.join(" ", words) + "\r\n").getBytes(ISO_8859_1);
        byte[] plain = new byte[line.length + headers.length];
        System.arraycopy(line, 0, plain, 0, line.length);
        System.arraycopy(headers, 0, plain, line.length, headers.length);
        return plain;
    }

    static int indexOf(byte each, byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == each) {
                return at;
            }
        }
        return -1;
    }

    /** What a head is. */
    enum Verdict {

        /** Its end has not come yet. */
        INCOMPLETE,
        /** The client library reads it. */
        PLAIN,
        /** The client library does not read it. */
        UNREADABLE,
        /** No message of NATS's protocol. */
        STRANGE
    }
}
