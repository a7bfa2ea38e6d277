package io.boxbox.maestro.simulation.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.queue.OrderSettled;

class KitchenLinesTest {

    private static final Order ORDER = new OrderReader()
            .read("{\"order_id\": \"caff\\u00e8\", \"size\": \"large\", \"toppings\": [\"a\\nb\"], \"username\": \"ada\"}"
                    .getBytes(UTF_8));
    private static final Break LUNCH = new Break(Break.Kind.LUNCH, Duration.ofMillis(1_500), true);

    private final KitchenLines lines = new KitchenLines();

    static Stream<KitchenEvent> events() {
        return Stream.of(
                new KitchenEvent.OrderStarted(1, ORDER, Duration.ZERO),
                new KitchenEvent.OrderDelivered(2, ORDER, Duration.ofNanos(123_456_789)),
                new KitchenEvent.OrderUnprocessed(3, ORDER, new OrderSettled(ORDER.id(), OrderSettled.Outcome.DEAD_LETTER,
                        "invalid_argument", "no \"dough\"", 1, Duration.ZERO, Duration.ZERO)),
                new KitchenEvent.BreakStarted(4, LUNCH),
                new KitchenEvent.BreakEnded(5, LUNCH, Duration.ofMillis(1_501)),
                new KitchenEvent.Idle(6));
    }

    @ParameterizedTest
    @MethodSource("events")
    void anEventIsOneLineAndReadAsItWas(KitchenEvent event) {
        String line = lines.write(event).orElseThrow();

        assertThat(line).doesNotContain("\n");
        assertThat(lines.read(line).orElseThrow()).usingRecursiveComparison().ignoringFields("order.document", "order.username")
                .isEqualTo(event);
    }

    @Test
    void aCustomersNameAndAddressAreNotPassedOn() {
        assertThat(lines.write(new KitchenEvent.OrderStarted(1, ORDER, Duration.ZERO)).orElseThrow()).doesNotContain("ada");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "[1]", "OpenJDK 64-Bit Server VM warning: x", "{\"event\":\"Other\"}" })
    void whatIsNoEventIsNone(String line) {
        assertThat(lines.read(line)).isEmpty();
    }

    @Test
    void whatHasNoLineInTheAccountIsNotWritten() {
        assertThat(List.of(lines.write(new KitchenEvent.DoughReceived(1, ORDER, Duration.ZERO)),
                lines.write(new KitchenEvent.LunchDue(1, Duration.ZERO)))).allMatch(Optional::isEmpty);
    }
}
