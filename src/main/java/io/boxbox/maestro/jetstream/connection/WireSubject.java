package io.boxbox.maestro.jetstream.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The subject of a message that arrived. The client library makes a character of each byte. Subjects are UTF-8, but the server
 * checks nothing: any byte may come.
 */
public final class WireSubject {

    // As Python does it (PEP 383): no text in UTF-8 has these, so no order id is ever equal to a subject that has one.
    private static final char OF_NO_CHARACTER = 0xDC00;

    private WireSubject() {
    }

    /**
     * The subject as text. Each byte that belongs to no character becomes a lone surrogate, U+DC80 to U+DCFF.
     *
     * @param received as the client library tells it
     */
    public static String text(String received) {
        for (int i = 0; i < received.length(); i++) {
            if (received.charAt(i) >= 0x80) {
                return decode(received);
            }
        }
        return received;
    }

    private static String decode(String received) {
        ByteBuffer bytes = ByteBuffer.allocate(received.length());
        received.chars().forEach(c -> bytes.put((byte) c));
        bytes.flip();
        CharBuffer text = CharBuffer.allocate(received.length());
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        while (true) {
            CoderResult result = utf8.decode(bytes, text, true);
            if (!result.isError()) {
                return text.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (OF_NO_CHARACTER + (bytes.get() & 0xff)));
            }
        }
    }

    /** The bytes of a text, also of one from {@link #text}. */
    static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * 2);
        text.codePoints().forEach(codePoint -> {
            if (codePoint >= OF_NO_CHARACTER + 0x80 && codePoint <= OF_NO_CHARACTER + 0xff) {
                bytes.write(codePoint);
            } else {
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }
}
