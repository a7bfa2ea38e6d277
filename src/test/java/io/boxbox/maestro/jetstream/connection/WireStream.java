package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.nats.client.impl.Headers;
import io.nats.client.support.IncomingHeadersProcessor;
import io.nats.client.support.Status;

/** A server's side of a connection in a test, and a client's that reads it the plain way. Bytes are characters here. */
final class WireStream {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    WireStream raw(String text) {
        bytes.writeBytes(text.getBytes(ISO_8859_1));
        return this;
    }

    WireStream message(String subject, String body) {
        return raw("MSG " + subject + " 7 $JS.ACK.ORDERS.c.1.2.3.4.5 " + body.length() + "\r\n" + body + "\r\n");
    }

    WireStream message(String subject, String headers, String body) {
        return message(subject, "$JS.ACK.ORDERS.c.1.2.3.4.5", headers, body);
    }

    WireStream message(String subject, String reply, String headers, String body) {
        return raw("HMSG " + subject + " 7 " + reply + (reply.isEmpty() ? "" : " ") + headers.length() + " "
                + (headers.length() + body.length()) + "\r\n" + headers + body + "\r\n");
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** What a client reads of bytes that come in the given chunks, into a buffer of the given size. */
    static byte[] readThrough(byte[] sent, int buffer, ChunkSize chunks) {
        ByteArrayInputStream in = new ByteArrayInputStream(sent);
        PlainMessages messages = new PlainMessages(
                (into, from, length) -> in.read(into, from, Math.min(length, chunks.next())));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] into = new byte[buffer + 10];
        try {
            for (int count; (count = messages.read(into, 10, buffer)) >= 0;) {
                read.write(into, 10, count);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return read.toByteArray();
    }

    static ChunkSize random(Random random, int largest) {
        return () -> 1 + random.nextInt(largest);
    }

    /** The messages in what a client reads; fails where the client library would. */
    static List<Received> messages(byte[] read) {
        String all = new String(read, ISO_8859_1);
        List<Received> messages = new ArrayList<>();
        int at = 0;
        while (at < all.length()) {
            int end = all.indexOf("\r\n", at);
            String[] words = all.substring(at, end).split(" ");
            at = end + 2;
            if (!words[0].endsWith("MSG")) {
                messages.add(new Received(words[0], null, null, ""));
                continue;
            }
            int total = Integer.parseInt(words[words.length - 1]);
            int headers = words[0].equals("HMSG") ? Integer.parseInt(words[words.length - 2]) : 0;
            Headers parsed = null;
            Status status = null;
            if (words[0].equals("HMSG")) {
                var block = new IncomingHeadersProcessor(all.substring(at, at + headers).getBytes(ISO_8859_1));
                parsed = block.getHeaders();
                status = block.getStatus();
            }
            messages.add(new Received(words[1], parsed, status, all.substring(at + headers, at + total)));
            if (!all.startsWith("\r\n", at + total)) {
                throw new AssertionError("No end after " + words[1]);
            }
            at += total + 2;
        }
        return messages;
    }

    interface ChunkSize {

        int next();
    }

    record Received(String subject, Headers headers, Status status, String body) {
    }
}
