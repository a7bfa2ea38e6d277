package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a message says, byte by byte. Of a large one only its digest is kept: a stream may hold gigabytes of them.
 *
 * @param text the bytes as text, to be shown
 * @param digest of the bytes, which tells them from any others
 */
record Content(String text, String digest) {

    private static final int LARGE = 4 * 1024;

    static Content of(byte[] bytes) {
        String digest = digest(bytes);
        return new Content(bytes.length > LARGE ? bytes.length + " bytes with the digest " + digest : new String(bytes, UTF_8),
                digest);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
