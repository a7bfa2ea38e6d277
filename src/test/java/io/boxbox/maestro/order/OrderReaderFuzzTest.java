package io.boxbox.maestro.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Whatever bytes arrive, they are an order, or refused with a reason that fits a line. The build tries the messages in
 * {@code src/test/resources}; {@code script/fuzz} looks for more.
 */
class OrderReaderFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OrderReader reader = new OrderReader();

    @FuzzTest
    void anyBytesAreAnOrderOrRefused(byte[] message) throws IOException {
        Optional<Order> order = read(message);
        if (order.isPresent()) {
            assertThat(order.get().id()).isNotEmpty().doesNotContain(" ", "\t", "\r", "\n", ".", "*", ">");
            assertThat(order.get().size()).isNotNull();
            assertThat(order.get().border()).isNotNull();
            assertThat(order.get().toppings()).doesNotContainNull();
            checkThatOnlyTheStatusChanges(message, order.get());
        }
    }

    private Optional<Order> read(byte[] message) {
        try {
            return Optional.of(reader.read(message));
        } catch (InvalidOrderException e) {
            assertThat(e.flaw()).isNotNull();
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200).doesNotContain("\n", "\r", "\u001b");
            return Optional.empty();
        }
    }

    private void checkThatOnlyTheStatusChanges(byte[] message, Order order) throws IOException {
        byte[] delivered = order.document().withStatus("waiting_delivery");
        ObjectNode before = (ObjectNode) JSON.readTree(message);
        ObjectNode after = (ObjectNode) JSON.readTree(delivered);
        assertThat(statuses(after)).isNotEmpty()
                .allSatisfy(name -> assertThat(after.get(name).textValue()).isEqualTo("waiting_delivery"));
        assertThat(after.without(statuses(after)).toString()).isEqualTo(before.without(statuses(before)).toString());
        assertThat(reader.read(delivered)).usingRecursiveComparison().ignoringFields("document").isEqualTo(order);
    }

    // As every key of an order, this one is known in any case.
    private static List<String> statuses(ObjectNode order) {
        List<String> names = new ArrayList<>();
        order.fieldNames().forEachRemaining(name -> {
            if (name.toLowerCase(Locale.ROOT).equals("status")) {
                names.add(name);
            }
        });
        return names;
    }
}
