package io.boxbox.maestro.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes arrive, they are an order, or refused with a reason that fits a line. */
class AnyMessageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORDER = """
            {"size":"large","toppings":["funghi",null],"destination":"Via Roma 1","username":"é🍕\\u0000",
             "ordered_at":"2026-11-23T17:00:00.123456789Z","order_id":"42","status":{"a":[1]},"border":null,"x":[{"y":1e5}]}""";

    private final OrderReader reader = new OrderReader();

    @Property(tries = 5_000)
    void anyBytes(@ForAll byte[] message) throws IOException {
        check(message);
    }

    @Property(tries = 5_000)
    void anyText(@ForAll String message) throws IOException {
        check(message.getBytes(UTF_8));
    }

    @Property(tries = 20_000)
    void anOrderWithABruise(@ForAll("bruises") byte[] message) throws IOException {
        check(message);
    }

    @Property(tries = 20_000)
    void anyObjectOfTheOrdersFields(@ForAll("objects") String message) throws IOException {
        check(message.getBytes(UTF_8));
    }

    private void check(byte[] message) throws IOException {
        Optional<Order> order = read(message);
        if (order.isPresent()) {
            assertThat(order.get().id()).isNotEmpty().doesNotContainAnyWhitespaces().doesNotContain(".", "*", ">");
            assertThat(order.get().size()).isNotNull();
            onlyTheStatusChanges(message, order.get());
        }
    }

    private Optional<Order> read(byte[] message) {
        try {
            return Optional.of(reader.read(message));
        } catch (InvalidOrderException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200).doesNotContain("\n", "\r", "\u001b");
            return Optional.empty();
        }
    }

    private void onlyTheStatusChanges(byte[] message, Order order) throws IOException {
        byte[] delivered = order.document().withStatus("waiting_delivery");
        ObjectNode before = (ObjectNode) JSON.readTree(message);
        ObjectNode after = (ObjectNode) JSON.readTree(delivered);
        assertThat(after.path("status").textValue()).isEqualTo("waiting_delivery");
        assertThat(after.without("status").toString()).isEqualTo(before.without("status").toString());
        assertThat(reader.read(delivered)).usingRecursiveComparison().ignoringFields("document").isEqualTo(order);
    }

    @Provide
    Arbitrary<byte[]> bruises() {
        byte[] order = ORDER.getBytes(UTF_8);
        Arbitrary<Integer> place = Arbitraries.integers().between(0, order.length - 1);
        Arbitrary<Integer> length = Arbitraries.integers().between(0, 12);
        return Combinators.combine(place, length, Arbitraries.strings().ofMaxLength(6)).as((from, cut, patch) -> {
            byte[] head = Arrays.copyOf(order, from);
            byte[] tail = Arrays.copyOfRange(order, Math.min(order.length, from + cut), order.length);
            byte[] middle = patch.getBytes(UTF_8);
            byte[] all = Arrays.copyOf(head, head.length + middle.length + tail.length);
            System.arraycopy(middle, 0, all, head.length, middle.length);
            System.arraycopy(tail, 0, all, head.length + middle.length, tail.length);
            return all;
        });
    }

    @Provide
    Arbitrary<String> objects() {
        Arbitrary<String> names = Arbitraries.of("\"order_id\"", "\"size\"", "\"border\"", "\"toppings\"", "\"status\"",
                "\"username\"", "\"destination\"", "\"ordered_at\"", "\"new\"", "\"\\u0073ize\"");
        Arbitrary<String> values = Arbitraries.of("\"7\"", "\"small\"", "\"LARGE\"", "\"cheddar\"", "\"\\n\\u001b[31m\"",
                "null", "7",
                "-0.0", "1e400", "true", "[]", "[null]", "[\"a\"]", "{}", "{\"status\":1}", "\"a b\"", "\"\\ud83d\"", "\"🍕\"");
        Arbitrary<String> space = Arbitraries.of("", "", " ", "\n\t");
        Arbitrary<String> fields = Combinators.combine(space, names, space, values, space)
                .as((before, name, between, value, after) -> before + name + between + ":" + between + value + after);
        return fields.list().ofMaxSize(8).map(all -> "{\"order_id\":\"42\",\"size\":\"small\""
                + (all.isEmpty() ? "" : "," + String.join(",", all)) + "}");
    }
}
