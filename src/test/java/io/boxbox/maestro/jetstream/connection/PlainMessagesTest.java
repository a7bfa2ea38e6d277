package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.jetstream.connection.WireStream.Received;

class PlainMessagesTest {

    private static final String PLAIN = "NATS/1.0\r\nA:1\r\nTraceparent: 00-ab-cd-01\r\n\r\n";
    private static final String JOSE = bytesOf("José");

    @Test
    void whatIsPlainComesThroughAsItIs() {
        byte[] sent = new WireStream().raw("INFO {\"headers\":true}\r\nPING\r\n+OK\r\n-ERR 'Mess'\r\nPONG\r\n")
                .message("orders.1", "MSG x 1 5\r\nHMSG").message("orders.2", PLAIN, "\r\n\r\n")
                .message("_INBOX.1", "", "NATS/1.0 409 Leadership Change\r\n\r\n", "")
                .message("_INBOX.1", "", "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Stream: 4\r\n\r\n", "")
                .message("orders.3", "").message("orders." + bytesOf("café"), "{}").raw("PING\r\n").bytes();

        assertThat(inOneChunk(sent)).isEqualTo(sent);
    }

    @ParameterizedTest
    @MethodSource("headersThatEndAClient")
    void headersThatEndAClientAreReadAndTheNeighboursNeverNotice(String headers) {
        byte[] sent = new WireStream().message("orders.1", PLAIN, "one").message("orders.2", headers, "two")
                .message("orders.3", PLAIN, "three").bytes();

        List<Received> read = WireStream.messages(inOneChunk(sent));

        assertThat(read).extracting(Received::subject).containsExactly("orders.1", "orders.2", "orders.3");
        assertThat(read).extracting(Received::body).containsExactly("one", "two", "three");
        assertThat(read).extracting(Received::status).containsOnlyNulls();
        assertThat(read.get(0).headers()).isEqualTo(read.get(2).headers());
    }

    static Stream<String> headersThatEndAClient() {
        return Stream.of("", "\r", "X", "NATS/1.0", "NATS/1.0\r\n", "NATS/1.0\r\n\r", "NATS/1.0\r\n\r\n\r\n",
                "NATS/2.0\r\nA:1\r\n\r\n", "A:1\r\n\r\n", "\r\n\r\n", "NATS/1.0 xyz\r\n\r\n", "NATS/1.0 \r\n\r\n",
                "NATS/1.0 409\r\n\r\n", "NATS/1.0 409 Consumer Deleted\r\n\r\n", "NATS/1.0 100\r\nA:1\r\n\r\n",
                "NATS/1.0 99999999999 Much\r\n\r\n", "NATS/1.0\r\nX Y:1\r\n\r\n", "NATS/1.0\r\n:1\r\n\r\n",
                "NATS/1.0\r\nA\r\n\r\n", "NATS/1.0\r\nA:1", "NATS/1.0\r\nA:1\r\n", "NATS/1.0\r\nA:1\n\r\n",
                "NATS/1.0\r\nA:1\rB:2\r\n\r\n", "NATS/1.0\nA:1\n\n", "NATS/1.0\r\n" + JOSE + ":1\r\n\r\n",
                "NATS/1.0\r\nA:" + JOSE + "\r\n\r\n", "NATS/1.0\r\nA:\u00e9\r\n\r\n", "NATS/1.0\r\nA\u0000:1\r\n\r\n",
                "NATS/1.0\r\nA:" + "é".repeat(40_000) + "\r\n\r\n", "NATS/1.0\r\n" + "N".repeat(70_000) + "\r\n\r\n");
    }

    @Test
    void theReadableHeadersAreKept() {
        Received read = only("NATS/1.0\r\nTraceparent: 00-ab\r\nX Y:1\r\nX-Customer: " + JOSE
                + "\r\nshop : 7 \r\n:1\r\nnone\r\nempty:\r\n\r\n");

        assertThat(read.headers().keySet()).containsExactlyInAnyOrder("Traceparent", "X-Customer", "shop", "empty",
                HeaderBlock.UNREADABLE);
        assertThat(read.headers().getFirst("Traceparent")).isEqualTo("00-ab");
        assertThat(read.headers().getFirst("X-Customer")).isEqualTo("=?UTF-8?Q?Jos=C3=A9?=");
        assertThat(read.headers().getFirst("shop")).isEqualTo("7");
    }

    @Test
    void aBlockInWhichOnlyValuesAreBeyondAsciiLosesNothing() {
        Received read = only("NATS/1.0\r\nA:" + JOSE + "\r\nA:Jos\u00e9\r\nA:a\nb\r\n\r\n");

        assertThat(read.headers().keySet()).containsExactly("A");
        assertThat(read.headers().get("A")).containsExactly("=?UTF-8?Q?Jos=C3=A9?=", "=?ISO-8859-1?Q?Jos=E9?=",
                "=?UTF-8?Q?a=0Ab?=");
    }

    @Test
    void aMessageOfAnOrderCannotPassForTheServersStatus() {
        assertThat(only("NATS/1.0 409 Consumer Deleted\r\nA:1\r\n\r\n").status()).isNull();

        byte[] ofTheServer = new WireStream().message("_INBOX.1", "", "NATS/1.0 409 Bad \u00e9\r\n\r\n", "").bytes();
        assertThat(WireStream.messages(inOneChunk(ofTheServer))).hasSize(1);
        byte[] short503 = new WireStream().message("_INBOX.1", "", "NATS/1.0 503\r\n", "").bytes();
        assertThat(WireStream.messages(inOneChunk(short503)).get(0).status().getCode()).isEqualTo(503);
    }

    @Test
    void aSubjectThatIsLongerThanTheClientReadsIsCut() {
        byte[] sent = new WireStream().message("orders." + "x".repeat(100_000), PLAIN, "one")
                .message("orders." + "y".repeat(100_000), "two").message("orders.3", "three").bytes();

        List<Received> read = WireStream.messages(inOneChunk(sent));

        assertThat(read).extracting(Received::body).containsExactly("one", "two", "three");
        assertThat(read.get(0).subject()).hasSize(8 * 1024).startsWith("orders.xxx");
        assertThat(read.get(1).subject()).hasSize(8 * 1024).startsWith("orders.yyy");
    }

    @ParameterizedTest
    @ValueSource(strings = { "MSG nonsense\r\nHMSG a 1 2 1\r\n", "HMSG\r\n", "MSG\nMSG", "MSG a 1 99999999999999\r\n",
            "HMSG a 1 -1 5\r\nhello\r\n", "MSG 5\r\nhello", "what?" })
    void whatIsNoProtocolComesThroughAsItIs(String strange) {
        byte[] sent = strange.getBytes(ISO_8859_1);

        assertThat(inOneChunk(sent)).isEqualTo(sent);
    }

    @Test
    void everySplitInTwoGivesTheSame() {
        byte[] sent = mixture().bytes();
        byte[] whole = inOneChunk(sent);

        IntStream.rangeClosed(1, sent.length).forEach(first -> {
            int[] chunks = { first, sent.length };
            int[] next = { 0 };
            assertThat(WireStream.readThrough(sent, 65_536, () -> chunks[Math.min(1, next[0]++)])).as("split at %d", first)
                    .isEqualTo(whole);
        });
    }

    @Test
    void anyBufferAndAnySizeOfChunksGivesTheSame() {
        byte[] sent = mixture().bytes();
        byte[] whole = inOneChunk(sent);

        for (int buffer = 1; buffer < 300; buffer += buffer < 20 ? 1 : 37) {
            for (int chunk = 1; chunk < 300; chunk += chunk < 20 ? 1 : 41) {
                int size = chunk;
                assertThat(WireStream.readThrough(sent, buffer, () -> size)).as("%d in %d", chunk, buffer).isEqualTo(whole);
            }
        }
    }

    private static WireStream mixture() {
        return new WireStream().raw("INFO {}\r\nPING\r\n").message("orders.1", PLAIN, "{}\r\n")
                .message("orders.2", "NATS/1.0\r\nX-Customer:" + JOSE + "\r\nb:2\r\n\r\n", "MSG ")
                .message("orders.3", "HMSG a 1 5 5\r\nhello\r\n").message("orders.4", "", "").message("orders.5", "")
                .message("_INBOX.maestro.1", "", "NATS/1.0 404 No Messages\r\n\r\n", "").raw("PONG\r\n")
                .message("orders.6", "NATS/1.0 409 x\r\n\r\n", "y").message("orders.7", PLAIN, "z").raw("+OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void anyBytesInHeadersSubjectsAndBodiesInAnyChunks(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            WireStream stream = new WireStream();
            int count = 1 + random.nextInt(12);
            String[] bodies = new String[count];
            for (int i = 0; i < count; i++) {
                String subject = "s." + anyBytes(random, 1 + random.nextInt(20)).replaceAll("[ \t\r\n]", "x");
                bodies[i] = anyBytes(random, random.nextInt(400));
                if (random.nextInt(4) == 0) {
                    stream.message(subject, bodies[i]);
                } else {
                    stream.message(subject, anyHeaders(random), bodies[i]);
                }
            }
            byte[] sent = stream.bytes();
            byte[] read = WireStream.readThrough(sent, 1 + random.nextInt(600), WireStream.random(random, 700));

            assertThat(WireStream.messages(read)).as("seed %d, round %d", seed, round).extracting(Received::body)
                    .containsExactly(bodies);
            assertThat(read).isEqualTo(inOneChunk(sent));
        }
    }

    // A good block with some of its bytes changed, or none of it.
    private static String anyHeaders(Random random) {
        if (random.nextInt(6) == 0) {
            return anyBytes(random, random.nextInt(60));
        }
        StringBuilder block = new StringBuilder(PLAIN);
        for (int i = random.nextInt(4); i > 0; i--) {
            int place = random.nextInt(block.length());
            switch (random.nextInt(3)) {
                case 0 -> block.setCharAt(place, (char) random.nextInt(256));
                case 1 -> block.insert(place, anyBytes(random, random.nextInt(4)));
                default -> block.setLength(place);
            }
            if (block.isEmpty()) {
                break;
            }
        }
        return block.toString();
    }

    private static String anyBytes(Random random, int length) {
        String common = "\r\n: \tNATS/1.0MSGH\u00c3\u00a9";
        return random.ints(length, 0, 3)
                .map(kind -> kind == 0 ? random.nextInt(256) : common.charAt(random.nextInt(common.length())))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Test
    void aConnectionThatEndsOrFailsDoesSoForTheReader() {
        byte[] half = "HMSG orders.1 7 20 30\r\nNATS/1.0\r\nA:".getBytes(ISO_8859_1);
        assertThat(inOneChunk(half)).isEmpty();

        PlainMessages broken = new PlainMessages((into, from, length) -> {
            throw new IOException("reset");
        });
        assertThatThrownBy(() -> broken.read(new byte[9], 0, 9)).isInstanceOf(IOException.class).hasMessage("reset");
    }

    private static Received only(String headers) {
        List<Received> read = WireStream.messages(inOneChunk(new WireStream().message("orders.1", headers, "{}").bytes()));
        assertThat(read).hasSize(1);
        return read.get(0);
    }

    private static byte[] inOneChunk(byte[] sent) {
        return WireStream.readThrough(sent, 65_536, () -> Integer.MAX_VALUE);
    }

    private static String bytesOf(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
