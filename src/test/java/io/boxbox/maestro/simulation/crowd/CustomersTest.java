package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.order.PizzaSize;

class CustomersTest {

    private static final Instant NOW = Instant.parse("2026-05-04T15:00:00.5Z");

    private final Customers customers = new Customers(new Random(7));

    @Test
    void orderWhatTheKitchenCanRead() {
        NewOrder written = customers.order(NOW);

        Order read = new OrderReader().read(written.json());

        assertThat(read.id()).isEqualTo(written.id());
        assertThat(read.destination()).isEqualTo(written.destination());
        assertThat(read.username()).isEqualTo(written.username());
        assertThat(written.subject()).isEqualTo("orders.waiting_to_cook." + written.id());
    }

    @Test
    void writeTheTimeToTheNanosecond() {
        assertThat(new String(customers.order(NOW).json(), StandardCharsets.UTF_8))
                .contains("\"ordered_at\":\"2026-05-04T15:00:00.500000000Z\"", "\"status\":\"waiting_to_cook\"");
    }

    @Test
    void wantAllSizesInMixedCaseAndSometimesSayNothingOfToppings() {
        List<NewOrder> orders = Stream.generate(() -> customers.order(NOW)).limit(200).toList();

        assertThat(orders).extracting(NewOrder::id).doesNotHaveDuplicates();
        assertThat(orders).extracting(NewOrder::size).contains("small", "medium", "large", "Medium", "LARGE");
        assertThat(orders).extracting(NewOrder::toppings).containsNull().anyMatch(toppings -> toppings != null);
        assertThat(orders).extracting(order -> new OrderReader().read(order.json()).size())
                .contains(PizzaSize.SMALL, PizzaSize.MEDIUM, PizzaSize.LARGE);
    }
}
