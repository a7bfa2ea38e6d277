package io.boxbox.maestro.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.board.Journey.Stage;
import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class JourneysTest {

    private final Journeys journeys = new Journeys(new SmallRyeConfigBuilder().addDiscoveredSources()
            .withSources(new PropertiesConfigSource(Map.of("maestro.brigade-size", "50"), "a brigade", 500))
            .withMapping(MaestroSettings.class).withMappingIgnore("maestro.**").build()
            .getConfigMapping(MaestroSettings.class));

    @Test
    void inABusyKitchenSomethingDeliveredIsStillSeen() {
        for (int maestro = 1; maestro <= 50; maestro++) {
            begin(maestro, "first-" + maestro);
            journeys.on(new OrderDelivered(maestro, order("first-" + maestro), Duration.ZERO));
            begin(maestro, "second-" + maestro);
        }
        assertThat(journeys.latest()).hasSize(Journeys.MOST);
        assertThat(journeys.latest().subList(0, 10)).allSatisfy(journey -> assertThat(journey.stage()).isEqualTo(Stage.COOKING))
                .extracting(journey -> journey.order().id()).contains("second-50");
        assertThat(journeys.latest().subList(10, 20))
                .allSatisfy(journey -> assertThat(journey.stage()).isEqualTo(Stage.DELIVERED))
                .extracting(journey -> journey.order().id()).contains("first-50");
    }

    @Test
    void whyAnOrderWasNotDeliveredIsShownAtOnce() {
        begin(1, "one");
        journeys.on(new OrderUnprocessed(1, order("one"),
                new OrderSettled("one", Outcome.HANDED_BACK, "unavailable", "no dough", 1, Duration.ZERO, Duration.ZERO)));
        assertThat(journeys.latest()).singleElement().satisfies(journey -> {
            assertThat(journey.stage()).isEqualTo(Stage.HANDED_BACK);
            assertThat(journey.reason()).isEqualTo("unavailable");
        });
    }

    private void begin(int maestro, String id) {
        journeys.on(new OrderStarted(maestro, order(id), Duration.ofMillis(5)));
    }

    private static Order order(String id) {
        return new OrderReader().read(("{\"order_id\":\"" + id + "\",\"size\":\"small\"}").getBytes(UTF_8));
    }
}
