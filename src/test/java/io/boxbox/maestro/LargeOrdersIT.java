package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.NetworkLink;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Weather;

/** Orders of hundreds of kilobytes, where there is little room for them. */
class LargeOrdersIT {

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    @Test
    void aBrigadeThatMayHoldMoreThanItsHeapTakesThemBitByBit() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(30));
        List<String> ids = placed(80, 900_000);

        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria,
                Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m", "MAESTRO_BRIGADE_SIZE", "100",
                        "MAESTRO_SMOKING_DURATION_IN_SECONDS", "1"))) {
            ids.forEach(pizzeria::awaitDelivery);
            pizzeria.awaitQuiet();

            assertThat(pizzeria.panettiere().requests()).as("nothing is redelivered").hasSize(ids.size());
        }
    }

    @Test
    void aSlowLinkIsNotTakenForADeadOneAndNothingIsRedelivered() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(4));
        List<String> ids = placed(5, 400_000);

        try (NetworkLink link = new NetworkLink(pizzeria.nats().port())) {
            link.have(Weather.throttled(400_000));
            PackagedMaestro maestro = PackagedMaestro.start(pizzeria,
                    Map.of("MAESTRO_NATS_PORT", String.valueOf(link.port())));
            ids.forEach(pizzeria::awaitDelivery);
            pizzeria.awaitQuiet();

            assertThat(link.connections()).isEqualTo(1);
            assertThat(pizzeria.panettiere().requests()).as("nothing is redelivered").hasSize(ids.size());
            assertThat(maestro.warnings()).isEmpty();
        }
    }

    @Test
    void anOrderThatTakesLongerThanTheServersSilenceIsCookedWhenItHasCome() throws Exception {
        pizzeria.createConsumer(Duration.ofMinutes(10));
        List<String> ids = placed(1, 700_000);

        try (NetworkLink link = new NetworkLink(pizzeria.nats().port())) {
            link.have(Weather.throttled(180_000));
            PackagedMaestro.start(pizzeria, Map.of("MAESTRO_NATS_PORT", String.valueOf(link.port())));
            await().until(() -> !pizzeria.panettiere().requests().isEmpty());
            link.have(Weather.FINE);
            ids.forEach(pizzeria::awaitDelivery);

            assertThat(pizzeria.panettiere().requests()).hasSize(1);
        }
    }

    private List<String> placed(int count, int size) {
        String note = ",\"note\":\"" + "x".repeat(size) + "\"";
        List<String> ids = IntStream.range(0, count).mapToObj(number -> "large-" + number).toList();
        ids.forEach(id -> pizzeria.place(id, Pizzeria.order(id, "large", note)));
        return ids;
    }
}
