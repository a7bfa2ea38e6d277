package io.boxbox.maestro.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.nats.client.impl.Headers;

/** Headers that the client library would refuse to send. A byte is a character here. */
public final class AnyHeaders extends Headers {

    private final byte[] block;

    /** @param block from the version to the last end of line */
    public AnyHeaders(String block) {
        this.block = block.getBytes(ISO_8859_1);
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    // Otherwise it would be copied.
    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public int serializedLength() {
        return block.length;
    }

    @Override
    public int serializeToArray(int position, byte[] into) {
        System.arraycopy(block, 0, into, position, block.length);
        return block.length;
    }
}
