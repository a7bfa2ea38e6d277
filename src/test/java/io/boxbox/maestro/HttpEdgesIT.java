package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

/**
 * Whatever strangers send to Maestro's port is answered, if at all, as their own fault, and is nothing to write a log about.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpEdgesIT {

    // In milliseconds. Not all that is no request is answered, or ends a connection.
    private static final int PATIENCE = 30_000;
    private static final int A_MOMENT = 500;
    private static final String KITCHEN = "GET /api/kitchen HTTP/1.1\r\n";
    private static final String CLOSE = "Connection: close\r\n";
    private static final String HOST = "Host: kitchen\r\n" + CLOSE;
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, "");
    // As HTTP/2 writes it where it is the first of the headers: after a weight, by its number in the table of common headers.
    private static final String STATUS_500 = "\17\216";
    private static final String GREETING = "/maestro.v1.MaestroService/SayHello";

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();
    private PackagedMaestro maestro;

    @BeforeAll
    void start() throws Exception {
        maestro = PackagedMaestro.startListening(pizzeria, port, Map.of("MAESTRO_BRIGADE_SIZE", "100"));
        // Not before it has said all that it says at the start.
        await().until(() -> maestro.output().contains("Installed features"));
    }

    @AfterEach
    void nothingIsLogged() throws Exception {
        // What there would be to log of this request has been logged once the next one is answered.
        assertThat(answer(KITCHEN + HOST + "\r\n")).startsWith("HTTP/1.1 200 ");
        // That the machine is busy has nothing to do with it.
        assertThat(maestro.output().lines().filter(line -> !line.contains("BlockedThreadChecker"))
                .filter(line -> !line.contains("\"level\":\"INFO\"") || line.contains("\"exception\""))).isEmpty();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of("two hosts", 400, KITCHEN + CLOSE + "Host: a\r\nHost: b\r\n\r\n"),
                Arguments.of("the same host twice", 400, KITCHEN + CLOSE + "Host: a\r\nHost: a\r\n\r\n"),
                Arguments.of("two hosts in HTTP/1.0", 400, "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
                Arguments.of("no host", 400, KITCHEN + CLOSE + "\r\n"),
                Arguments.of("no host, for the page", 400, "GET / HTTP/1.1\r\n" + CLOSE + "\r\n"),
                Arguments.of("no host, for nothing", 400, "GET /nothing HTTP/1.1\r\n" + CLOSE + "\r\n"),
                Arguments.of("no host, in an absolute target either", 400, "GET http://kitchen/ HTTP/1.1\r\n" + CLOSE + "\r\n"),
                Arguments.of("a host that is none", 400, KITCHEN + CLOSE + "Host: a b@/\\<>?#\r\n\r\n"),
                Arguments.of("half an IPv6 address", 400, KITCHEN + CLOSE + "Host: [::1\r\n\r\n"),
                Arguments.of("a port that is none", 400, KITCHEN + CLOSE + "Host: a:b\r\n\r\n"),
                Arguments.of("no host, in HTTP/1.0", 200, "GET /api/kitchen HTTP/1.0\r\n\r\n"),
                Arguments.of("an IPv6 address", 200, KITCHEN + CLOSE + "Host: [::1]:7777\r\n\r\n"),
                Arguments.of("an absolute target", 200, "GET http://kitchen/api/kitchen HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("an absolute target that is none", 400, "GET http://[ HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a query without a path", 400, "GET ? HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a target without a slash", 404, "GET api/kitchen HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("the way out of the folder", 404, "GET /board/%2e%2e/%2e%2e/x HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a long target", 414, "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a very long target", 414, "GET /" + "a".repeat(1_000_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("long headers", 431, KITCHEN + HOST + ("X: " + "a".repeat(7_000) + "\r\n").repeat(9) + "\r\n"),
                Arguments.of("percent and no digits", 400, "GET /api/%zz HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("percent and nothing", 400, "GET /board/% HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("percent and no UTF-8", 404, "GET /api/%ff%fe HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("percent in a query", 400, "GET /api/openapi?format=%zz HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a null byte", 400, "GET /a\0b HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("a null byte in a header", 400, KITCHEN + HOST + "X: a\0b\r\n\r\n"),
                Arguments.of("an encoded null byte", 404, "GET /board/board.js%00 HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("two lengths", 400,
                        KITCHEN + HOST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("two different lengths", 400,
                        KITCHEN + HOST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde"),
                Arguments.of("a length that is none", 400, KITCHEN + HOST + "Content-Length: five\r\n\r\n"),
                Arguments.of("a length beyond all measure", 413, KITCHEN + HOST + "Content-Length: 9999999999999\r\n\r\n"),
                Arguments.of("a body where none belongs", 200, KITCHEN + HOST + "Content-Length: 5\r\n\r\nabcde"),
                Arguments.of("a body to be asked for", 405,
                        "POST /api/kitchen HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nabcde"),
                Arguments.of("an unknown method", 405, "BREW /api/kitchen HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("no method", 400, "G@T /api/kitchen HTTP/1.1\r\n" + HOST + "\r\n"),
                Arguments.of("an unknown version", 505, "GET /api/kitchen HTTP/9.9\r\n" + HOST + "\r\n"),
                Arguments.of("HTTP/0.9", 400, "GET /\r\n\r\n"),
                Arguments.of("no HTTP", 400, "\1\2\3 \377 hello\r\n\r\n"),
                Arguments.of("an Accept that is none", 406, KITCHEN + HOST + "Accept: ;;q=zz, a/b/c\r\n\r\n"),
                Arguments.of("gRPC in HTTP/1.1", 404,
                        "POST " + GREETING + " HTTP/1.1\r\n" + HOST + "Content-Type: application/grpc\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("requests")
    void aRequestIsAnsweredAsItDeserves(String what, int status, String request) throws Exception {
        // A version that nobody knows is turned away by Vert.x itself in a native binary, with a 501.
        // To one who is still sending, the end of the connection may come before the answer; then he asks again.
        assertThat(await().until(() -> answer(request), text -> !text.isEmpty()))
                .matches("(?s)HTTP/[19]\\.[019] " + (status == 505 ? "50[15]" : status) + " .*");
    }

    @ParameterizedTest
    @CsvSource({ "/api/openapi, */*, yaml, ---", "/api/openapi, application/json, json, {",
            "/api/openapi, 'text/html, application/json;q=0.5', json, {", "/api/openapi?format=JSON, */*, json, {",
            "/api/openapi?format=yaml, */*, yaml, ---", "/api/openapi.json, */*, json, {",
            "/api/openapi.yaml, */*, yaml, ---", "/api/openapi.yml, */*, yaml, ---" })
    void theDescriptionComesInTheFormThatIsAskedFor(String target, String accepted, String form, String begin)
            throws Exception {
        assertThat(answer("GET " + target + " HTTP/1.1\r\n" + HOST + "Accept: " + accepted + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("\r\ncontent-type: application/" + form + ";charset=UTF-8\r\n")
                .contains("\r\n\r\n" + begin);
    }

    @ParameterizedTest
    @CsvSource({ "/,POST", "/board/board.js,PUT", "/api/kitchen,TRACE", "/api/kitchen,DELETE", "/api/kitchen/live,POST",
            "/api/openapi,TRACE", "/api/openapi,POST", "/api/openapi,BREW" })
    void whoAsksForMoreThanToReadIsToldWhatIsAllowed(String path, String method) throws Exception {
        assertThat(answer(method + " " + path + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .startsWith("HTTP/1.1 405 ").contains("\r\nallow: GET, HEAD, OPTIONS\r\n");
        assertThat(answer("OPTIONS " + path + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .startsWith("HTTP/1.1 204 ").contains("\r\nallow: GET, HEAD, OPTIONS\r\n");
    }

    @Test
    void oneBadRequestInALineSpoilsNoOther() throws Exception {
        String good = KITCHEN + "Host: kitchen\r\n\r\n";
        String answer = answer(good + KITCHEN + "\r\n" + KITCHEN + HOST + "\r\n");
        assertThat(answer.split("HTTP/1\\.1 ")).extracting(part -> part.split(" ")[0]).containsExactly("", "200", "400", "200");
    }

    @Test
    void theHeadOfTheLiveStreamIsAllThatHeadBrings() throws Exception {
        String answer = answer("HEAD /api/kitchen/live HTTP/1.1\r\nHost: kitchen\r\n\r\n" + KITCHEN + HOST + "\r\n");
        // The next request would wait for ever if a stream had begun.
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Type: text/event-stream").doesNotContain("data:")
                .containsPattern("(?s)\r\n\r\nHTTP/1\\.1 200 .*\"maestros\"");
    }

    static Stream<Arguments> disturbances() {
        return Stream.of(
                Arguments.of("an upgrade without a host", KITCHEN
                        + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n"),
                Arguments.of("an upgrade without settings", KITCHEN
                        + "Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: %%%\r\n\r\n"),
                Arguments.of("TLS", "\26\3\1\0\245\1\0\0\241\3\3" + "\7".repeat(160)),
                Arguments.of("chunks that are none",
                        "POST /api/kitchen HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"),
                Arguments.of("half of HTTP/2's first line", "PRI * HTTP/2.0\r\n\r\n"),
                Arguments.of("a wrong first line", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"),
                Arguments.of("no frames", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\377".repeat(100)),
                Arguments.of("wrong settings", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, "abc")),
                Arguments.of("no headers in a frame of headers", PREFACE + frame(1, 5, 1, "\377".repeat(6))),
                Arguments.of("a promise", PREFACE + frame(5, 4, 1, "\0\0\0\2")),
                Arguments.of("a window too large", PREFACE + frame(8, 0, 0, "\177\377\377\377").repeat(2)),
                Arguments.of("too many headers", PREFACE
                        + request("GET", "/", header(":authority", "a") + header("x", "a".repeat(120)).repeat(120), "")),
                Arguments.of("no authority", PREFACE + request("GET", "/api/kitchen", "", "")),
                Arguments.of("no path", PREFACE + request("GET", "", header(":authority", "a"), "")),
                Arguments.of("a path that is none", PREFACE + request("GET", "http://[", header(":authority", "a"), "")),
                Arguments.of("gRPC without an authority", PREFACE
                        + request("POST", GREETING, header("content-type", "application/grpc"), "\0\0\0\0\0")),
                Arguments.of("gRPC that is not compressed but says so", PREFACE + call("", "\1\0\0\0\3\377\377\377")),
                Arguments.of("gRPC in an unknown encoding", PREFACE + call(header("grpc-encoding", "zz"), "\1\0\0\0\1a")),
                Arguments.of("a message that is none", PREFACE + call("", "\0\0\0\0\3\377\377\377")),
                Arguments.of("a message that never ends", PREFACE + call("", "\0\377\377\377\377")),
                Arguments.of("half a message", PREFACE + call("", "\0\0")),
                Arguments.of("no message", PREFACE + call("", "")),
                Arguments.of("a binary header that is none", PREFACE + call(header("x-bin", "%%%"), "\0\0\0\0\0")),
                Arguments.of("an unknown procedure", PREFACE + request("POST", "/x/y",
                        header(":authority", "a") + header("content-type", "application/grpc"), "\0\0\0\0\0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disturbances")
    void nobodyIsDisturbed(String what, String bytes) throws Exception {
        assertThat(answer(port, bytes, A_MOMENT)).doesNotContain("HTTP/1.1 5", "HTTP/1.0 5", STATUS_500);
        assertThat(greet()).isEqualTo("Hello Ada");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "G", "GET / HTTP/1.1\r\nHos", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc",
            "GET /api/kitchen HTTP/1.1\r\nHost: a\r\n\r\n", "GET /api/kitchen/live HTTP/1.1\r\nHost: a\r\n\r\n" })
    void whatIsBrokenOffIsNotMissed(String beginning) throws Exception {
        // Sooner and later, so that each state of an answer is met.
        for (int pause = 0; pause < 60; pause++) {
            Socket stranger = new Socket("127.0.0.1", port);
            stranger.getOutputStream().write(beginning.getBytes(ISO_8859_1));
            long end = System.nanoTime() + pause * 100_000L;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            // It is reset, not closed.
            stranger.setSoLinger(true, 0);
            stranger.close();
        }
        assertThat(greet()).isEqualTo("Hello Ada");
    }

    @Test
    void theProbesPortIsNoOtherThere() throws Exception {
        assertThat(answer(pizzeria.probePort(), "GET /q/health/live HTTP/1.1\r\n" + CLOSE + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(answer(pizzeria.probePort(), "GET /q/health/live HTTP/1.1\r\n" + CLOSE + "Host: a\r\nHost: b\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(answer(pizzeria.probePort(), "GET /q/health/live HTTP/1.1\r\n" + HOST + "\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    private String greet() {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            return MaestroServiceGrpc.newBlockingStub(channel).sayHello(HelloRequest.newBuilder().setName("Ada").build())
                    .getMessage();
        } finally {
            channel.shutdownNow();
        }
    }

    private String answer(String bytes) throws IOException {
        return answer(port, bytes);
    }

    private static String answer(int port, String bytes) throws IOException {
        return answer(port, bytes, PATIENCE);
    }

    /** All that comes until the connection is closed, or until nothing has come for that many milliseconds. */
    private static String answer(int port, String bytes, int patience) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket stranger = new Socket("127.0.0.1", port)) {
            stranger.setSoTimeout(patience);
            stranger.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            stranger.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException e) {
            assertThat(patience).as("somebody is waited for who does not close").isNotEqualTo(PATIENCE);
        } catch (SocketException e) {
            // It was closed while it was still written to; what had come before is what counts.
        }
        return answer.toString(ISO_8859_1);
    }

    private static String call(String headers, String message) {
        return request("POST", GREETING, header(":authority", "a") + header("content-type", "application/grpc")
                + header("te", "trailers") + headers, message);
    }

    private static String request(String method, String path, String headers, String body) {
        String head = header(":method", method) + header(":scheme", "http") + header(":path", path) + headers;
        return frame(1, body.isEmpty() ? 5 : 4, 1, head) + (body.isEmpty() ? "" : frame(0, 1, 1, body));
    }

    /** A header of HTTP/2 in its plainest form. */
    private static String header(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    /** A frame of HTTP/2, a character for each byte. */
    private static String frame(int type, int flags, int stream, String content) {
        byte[] head = ByteBuffer.allocate(10).putInt(content.length()).put((byte) type).put((byte) flags).putInt(stream)
                .array();
        return new String(head, 1, 9, ISO_8859_1) + content;
    }
}
