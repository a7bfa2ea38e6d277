package io.boxbox.maestro.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that sends what no library would: any bytes as headers, subject and body. A byte is a character here. */
public final class RawNats implements AutoCloseable {

    private static final Pattern SEQUENCE = Pattern.compile("\"seq\": ?(\\d+)");
    private static final int PATIENCE_IN_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public RawNats(NatsServer server) throws IOException {
        socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(PATIENCE_IN_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        line();
        send("CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1}\r\nSUB raw 1\r\n");
    }

    /** A text's bytes in UTF-8, each as a character. */
    public static String utf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /**
     * Stores a message.
     *
     * @param headers the whole block; {@code null} for a message without one
     * @return its sequence in the stream
     */
    public long store(String subject, String headers, String body) throws IOException {
        String reply = request(subject, headers, body);
        Matcher sequence = SEQUENCE.matcher(reply);
        if (reply.contains("\"error\"") || !sequence.find()) {
            throw new AssertionError("Not stored: " + reply);
        }
        return Long.parseLong(sequence.group(1));
    }

    /** Calls JetStream's API. */
    public String api(String operation, String request) throws IOException {
        return request("$JS.API." + operation, null, request);
    }

    private String request(String subject, String headers, String body) throws IOException {
        send(headers == null ? "PUB " + subject + " raw " + body.length() + "\r\n" + body + "\r\n"
                : "HPUB " + subject + " raw " + headers.length() + " " + (headers.length() + body.length()) + "\r\n" + headers
                        + body + "\r\n");
        while (true) {
            String line = line();
            if (line.startsWith("MSG") || line.startsWith("HMSG")) {
                return body(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
            }
            if (line.startsWith("PING")) {
                send("PONG\r\n");
            }
        }
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next; (next = in.read()) != '\n';) {
            if (next < 0) {
                throw new IOException("The server has closed the connection after: " + line);
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).strip();
    }

    private String body(int length) throws IOException {
        String body = new String(in.readNBytes(length), ISO_8859_1);
        in.readNBytes(2);
        return body;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
