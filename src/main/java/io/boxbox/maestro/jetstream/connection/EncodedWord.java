package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/**
 * Text beyond ASCII in the value of a header, by <a href="https://www.rfc-editor.org/rfc/rfc2047">RFC 2047</a>:
 * {@code José} is written {@code =?UTF-8?Q?Jos=C3=A9?=}. Clients for NATS in some languages cannot read anything else.
 */
public final class EncodedWord {

    // A longer text is not read by eye, and takes less room so.
    private static final int LONGEST_QUOTED = 256;

    private EncodedWord() {
    }

    /** The text as it is where it is ASCII without control characters, and as an encoded word otherwise. */
    public static String of(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : of(WireSubject.bytes(text));
    }

    /** Bytes as an encoded word. What is not UTF-8 is taken for ISO 8859-1, in which every byte is a character. */
    static String of(byte[] value) {
        String charset = isUtf8(value) ? "UTF-8" : "ISO-8859-1";
        return value.length > LONGEST_QUOTED
                ? "=?" + charset + "?B?" + Base64.getEncoder().encodeToString(value) + "?="
                : "=?" + charset + "?Q?" + quoted(value) + "?=";
    }

    private static String quoted(byte[] value) {
        StringBuilder quoted = new StringBuilder(value.length * 2);
        for (byte each : value) {
            if (each == ' ') {
                quoted.append('_');
            } else if (each > ' ' && each < 0x7f && each != '=' && each != '?' && each != '_') {
                quoted.append((char) each);
            } else {
                quoted.append(String.format("=%02X", each & 0xff));
            }
        }
        return quoted.toString();
    }

    private static boolean isUtf8(byte[] value) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
