package io.boxbox.maestro;

import static io.boxbox.maestro.testing.RawNats.utf8;
import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.Fuzz;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.PizzeriaResource;
import io.boxbox.maestro.testing.RawNats;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Messages of clients in other languages: whatever bytes they have, they are settled, and no other order notices. */
@QuarkusIntegrationTest
@WithTestResource(PizzeriaResource.class)
class AnyBytesIT {

    private static final String IN = "orders.waiting_to_cook.";
    private static final String OUT = "orders.waiting_delivery.";
    private static final String LETTERS = "orders.dead_letter.";
    private static final String PLAIN = "NATS/1.0\r\nTraceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
            + "shop:7\r\n\r\n";
    // Below the ack wait, after which an order that was lost on its way would come again.
    private static final Duration IN_TIME = Duration.ofSeconds(25);

    @PizzeriaResource.Inject
    Pizzeria pizzeria;

    private RawNats raw;

    @BeforeEach
    void connect() throws IOException {
        raw = new RawNats(pizzeria.nats());
        pizzeria.awaitDelivery(pizzeria.place());
    }

    @AfterEach
    void theConnectionIsStillTheFirst() throws IOException {
        raw.close();
        when().get("/api/kitchen").then().body("nats.connected", equalTo(true)).body("nats.reconnects", equalTo(0));
    }

    @Test
    void anOrderWithAHeaderThatTheLibraryDoesNotReadIsDeliveredWithThoseThatItDoes() throws Exception {
        String id = Pizzeria.newId();
        raw.store(IN + id, "NATS/1.0\r\nX-Customer: " + utf8("José") + "\r\nX Y: 1\r\nshop: 7\r\n"
                + "Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n",
                Pizzeria.order(id, "small", ""));

        Headers headers = pizzeria.awaitDelivery(id).getHeaders();
        assertThat(headers.getFirst("X-Customer")).isEqualTo("=?UTF-8?Q?Jos=C3=A9?=");
        assertThat(headers.getFirst("shop")).isEqualTo("7");
        assertThat(headers.getFirst("Traceparent")).contains("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(headers.keySet()).noneMatch(name -> name.startsWith("Maestro-"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "X", "NATS/1.0\r\n", "NATS/1.0 409 Consumer Deleted\r\n\r\n", "NATS/1.0 100\r\n\r\n",
            "NATS/1.0 404 No Messages\r\n\r\n", "NATS/1.0\r\n:1\r\n\r\n", "A:1\r\n\r\n", "NATS/1.0\r\nA:\u00e9\r\n\r\n",
            "NATS/1.0\r\nA\u0001B:1\r\n\r\n", "NATS/1.0\r\nA:1\nB:2\r\n\r\n", "NATS/1.0\r\nA:1" })
    void whateverStandsInPlaceOfHeadersAnOrderIsDeliveredAndAnythingElseIsALetter(String headers) throws Exception {
        String order = Pizzeria.newId();
        String other = Pizzeria.newId();
        raw.store(IN + order, headers, Pizzeria.order(order, "small", ""));
        raw.store(IN + other, headers, "no order");
        String neighbour = pizzeria.place();

        pizzeria.awaitDelivery(neighbour);
        pizzeria.awaitDelivery(order);
        assertThat(pizzeria.await(LETTERS + other)).singleElement().satisfies(letter -> {
            assertThat(new String(letter.getData(), UTF_8)).isEqualTo("no order");
            assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("not_json");
        });
    }

    @Test
    void aLetterKeepsTheHeadersThatCanBeReadAndSaysThatOthersAreLeftOut() throws Exception {
        String id = Pizzeria.newId();
        long sequence = raw.store(IN + id, "NATS/1.0\r\nA:" + utf8("é") + "\r\nB:" + "x".repeat(70) + "\r\nno header\r\n\r\n",
                "no order");

        Headers headers = pizzeria.await(LETTERS + id).get(0).getHeaders();
        assertThat(headers.getFirst("A")).isEqualTo("=?UTF-8?Q?=C3=A9?=");
        assertThat(headers.getFirst("B")).isEqualTo("x".repeat(70));
        assertThat(headers.getFirst("Maestro-Left-Out")).isEqualTo("unreadable headers");
        assertThat(headers.getFirst("Maestro-Stream-Sequence")).isEqualTo(String.valueOf(sequence));
    }

    @ParameterizedTest
    @ValueSource(strings = { "café", "注文42", "🍕", "a\"b", "a\\b", "100%", "a/b", "<&", "'", "ÿ" })
    void anIdBeyondLettersAndDigitsIsDeliveredOnceUnderTheSameSubject(String id) throws Exception {
        String subject = utf8(id);
        String order = utf8(Pizzeria.order(id.replace("\\", "\\\\").replace("\"", "\\\""), "small", ""));
        raw.store(IN + subject, null, order);
        raw.store(IN + subject, null, order);
        pizzeria.awaitQuiet();

        assertThat(stored(OUT + subject)).isEqualTo(1);
        assertThat(stored(LETTERS + subject)).isZero();
    }

    @Test
    void whatIsNoOrderUnderAnIdBeyondAsciiIsALetterUnderTheSameId() throws Exception {
        raw.store(IN + utf8("brûlé"), PLAIN, "no order");
        raw.store(IN + utf8("brûlé"), PLAIN, "no order");
        pizzeria.awaitQuiet();

        assertThat(stored(LETTERS + utf8("brûlé"))).isEqualTo(2);
        assertThat(pizzeria.await(LETTERS + "brûlé").get(0).getHeaders().getFirst("Maestro-Subject"))
                .isEqualTo("=?UTF-8?Q?orders.waiting=5Fto=5Fcook.br=C3=BBl=C3=A9?=");
    }

    @Test
    void anIdMayHaveTwoThousandAndFortyEightBytes() throws Exception {
        for (String id : List.of("x".repeat(2048), "é".repeat(1024), "%".repeat(2048))) {
            raw.store(IN + utf8(id), null, utf8(Pizzeria.order(id, "small", "")));
            raw.store(IN + utf8(id + "x"), null, utf8(Pizzeria.order(id + "x", "small", "")));
            pizzeria.awaitQuiet();

            assertThat(stored(OUT + utf8(id))).isEqualTo(1);
            assertThat(stored(LETTERS + utf8(id))).as("the longer one's").isEqualTo(1);
        }
    }

    @Test
    void aSubjectThatIsNoTextIsTakenForNoOrdersAndHasALetterThatCanBeRead() throws Exception {
        Map<String, String> letters = new HashMap<>(Map.of("\u00ff", "%FF", "a\u00c3", "a%C3", "a*b", "a%2Ab", "\u0001", "%01",
                "\u0000", "%00"));
        letters.put("z".repeat(3_900), "z".repeat(2_048));
        // The server complains of it, and stores it.
        letters.put("*", "%2A");
        for (Map.Entry<String, String> letter : letters.entrySet()) {
            String token = letter.getKey();
            raw.store(IN + token, PLAIN, Pizzeria.order(utf8("\ufffd"), "small", ""));
            raw.store(IN + token, PLAIN, Pizzeria.order(letter.getValue(), "small", ""));
        }
        pizzeria.awaitQuiet();

        for (String letter : letters.values()) {
            assertThat(stored(LETTERS + letter)).as(letter).isEqualTo(2);
            assertThat(stored(OUT + letter)).as(letter).isZero();
        }
        assertThat(stored(OUT + utf8("\ufffd"))).isZero();
    }

    @Test
    void aLetterNearTheServersLimitIsWholeAndSoIsTheNextOneOfItsSubject() throws Exception {
        String id = Pizzeria.newId();
        for (int size : new int[] { 63_000, 64_000, 64_500, 65_000, 65_300, 65_400, 65_535 }) {
            raw.store(IN + id, block(size, "x"), "no order");
            raw.store(IN + id, block(size, "\u00e9"), "no order");
        }
        pizzeria.awaitQuiet();

        List<Message> first = pizzeria.read(LETTERS + id);
        assertThat(first).hasSize(14);
        for (Message letter : first) {
            assertThat(letter.getData()).asString().isEqualTo("no order");
            StringBuilder back = new StringBuilder("NATS/1.0\r\n");
            letter.getHeaders().forEach((name, values) -> values.stream().filter(value -> !name.startsWith("Nats-"))
                    .forEach(value -> back.append(name).append(':').append(value).append("\r\n")));
            raw.store(IN + id, back.append("\r\n").toString(), "no order");
        }
        pizzeria.awaitQuiet();

        assertThat(pizzeria.read(LETTERS + id)).hasSize(28)
                .extracting(letter -> letter.getHeaders().getFirst("Maestro-Stream-Sequence")).doesNotHaveDuplicates();
    }

    @Test
    void aBrokenLetterThatIsThereDoesNotBlockItsSubject() throws Exception {
        String id = Pizzeria.newId();
        raw.store(LETTERS + id, block(500, "x").substring(0, 300), "no order");
        raw.store(LETTERS + id, "NATS/1.0\r\nMaestro-Reason:" + utf8("é") + "\r\n\r\n", "no order");
        long sequence = raw.store(IN + id, null, "no order");
        pizzeria.awaitQuiet();

        assertThat(stored(LETTERS + id)).isEqualTo(3);
        assertThat(raw.api("STREAM.MSG.GET.ORDERS", "{\"last_by_subj\":\"" + LETTERS + id + "\"}")).contains("\"seq\"");
        assertThat(sequence).isPositive();
    }

    private static String block(int size, String letter) {
        StringBuilder block = new StringBuilder("NATS/1.0\r\n");
        for (int n = 0; block.length() < size - 2; n++) {
            String name = "header-" + n + ":";
            int rest = size - 2 - block.length() - name.length() - 2;
            int length = rest < 1_100 ? rest : 1_000;
            block.append(name).append(letter.repeat(Math.max(0, length))).append("\r\n");
        }
        return block.append("\r\n").toString();
    }

    @Test
    void anyBytesAmongGoodOrders() throws Exception {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        String reproduce = "-Dfuzz.seed=" + seed;
        Fuzz fuzz = new Fuzz(new Random(seed));
        Map<Long, Instant> placed = new HashMap<>();
        List<String> good = new ArrayList<>();
        long before = deliveriesToMaestro();
        for (int i = 0; i < Integer.getInteger("fuzz.messages", 300); i++) {
            String id = Pizzeria.newId();
            placed.put(raw.store(IN + id, i % 2 == 0 ? null : PLAIN, Pizzeria.order(id, "small", "")), Instant.now());
            good.add(id);
            Fuzz.Found other = fuzz.next(i);
            placed.put(raw.store(IN + other.token(), other.headers(), other.body()), Instant.now());
        }
        pizzeria.awaitQuiet();

        List<String> delivered = new ArrayList<>();
        Map<Long, Integer> settled = new HashMap<>();
        for (Message delivery : pizzeria.read(OUT + ">")) {
            delivered.add(delivery.getSubject().substring(OUT.length()));
            String messageId = delivery.getHeaders().getFirst("Nats-Msg-Id");
            long sequence = Long.parseLong(messageId.substring(messageId.lastIndexOf(':') + 1));
            settled.merge(sequence, 1, Integer::sum);
            if (placed.containsKey(sequence)) {
                assertThat(Duration.between(placed.get(sequence), delivery.metaData().timestamp()))
                        .as("%s, %s", reproduce, messageId).isLessThan(IN_TIME);
            }
        }
        for (Message letter : pizzeria.read(LETTERS + ">")) {
            String sequence = letter.getHeaders().getFirst("Maestro-Stream-Sequence");
            settled.merge(sequence == null ? 0 : Long.parseLong(sequence), 1, Integer::sum);
        }
        assertThat(delivered).as(reproduce).containsAll(good);
        assertThat(placed.keySet()).as(reproduce)
                .allSatisfy(sequence -> assertThat(settled.get(sequence)).as("%d", sequence).isEqualTo(1));
        assertThat(deliveriesToMaestro() - before).as("%s, and nothing came twice", reproduce).isEqualTo(placed.size());
    }

    private long deliveriesToMaestro() throws Exception {
        return pizzeria.consumer().getDelivered().getConsumerSequence();
    }

    private long stored(String subject) throws Exception {
        return pizzeria.count(new String(subject.getBytes(ISO_8859_1), UTF_8));
    }
}
