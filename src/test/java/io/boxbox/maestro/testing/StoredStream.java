package io.boxbox.maestro.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nats.client.Connection;
import io.nats.client.Message;

/**
 * Reads a stream as it is stored: also what a client library would not read, and from the server that leads the stream, since
 * the copies of others may be behind.
 */
public final class StoredStream {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int TRIES = 30;
    private static final int NOT_FOUND = 404;

    private StoredStream() {
    }

    /** Gives every message that the stream holds now to the reader, in its order. */
    public static void read(Connection connection, String stream, Reader reader) throws IOException {
        for (long sequence = 1;; sequence++) {
            JsonNode message = next(connection, stream, sequence);
            if (message == null) {
                return;
            }
            sequence = message.get("seq").longValue();
            byte[] headers = message.path("hdrs").binaryValue();
            byte[] body = message.path("data").binaryValue();
            reader.read(sequence, message.get("subject").textValue(), headers == null ? "" : new String(headers, ISO_8859_1),
                    body == null ? new byte[0] : body);
        }
    }

    /** The first message from this sequence on; {@code null} if there is none. */
    private static JsonNode next(Connection connection, String stream, long sequence) throws IOException {
        byte[] request = ("{\"seq\":" + sequence + ",\"next_by_subj\":\">\"}").getBytes(ISO_8859_1);
        for (int tries = 0; tries < TRIES; tries++) {
            JsonNode answer = JSON.readTree(answer(connection, "$JS.API.STREAM.MSG.GET." + stream, request));
            if (answer.has("message") || code(answer) == NOT_FOUND) {
                return answer.get("message");
            }
        }
        throw new IOException("Nobody answers for the stream " + stream);
    }

    // A stream may be without a leader for a while.
    private static byte[] answer(Connection connection, String subject, byte[] request) throws IOException {
        try {
            Message answer = connection.request(subject, request, PATIENCE);
            return answer == null ? "{}".getBytes(ISO_8859_1) : answer.getData();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static int code(JsonNode answer) {
        return answer.path("error").path("code").intValue();
    }

    /** Takes one message. */
    @FunctionalInterface
    public interface Reader {

        /** @param headers the whole block, a byte a character; empty if there is none */
        void read(long sequence, String subject, String headers, byte[] body) throws IOException;
    }
}
