package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;

/** Many maestros in one process, on a real NATS server. */
class BrigadeIT {

    @Test
    void everyMaestroCooksAtTheSameTime() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open();
                PackagedMaestro brigade = PackagedMaestro.start(pizzeria, Map.of("MAESTRO_BRIGADE_SIZE", "20"))) {
            List<String> orders = Stream.generate(Pizzeria::newId).limit(25).toList();
            orders.forEach(pizzeria.panettiere()::hold);
            orders.forEach(id -> pizzeria.place(id, Pizzeria.order(id, "small", "")));

            await().atMost(30, TimeUnit.SECONDS).until(() -> pizzeria.panettiere().requests().size() == 20);
            orders.forEach(pizzeria.panettiere()::release);
            orders.forEach(pizzeria::awaitDelivery);
        }
    }

    @Test
    void aBrigadeIsSpreadOverLoopsEachWithAConnectionToThePanettiereOfItsOwn() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open();
                PackagedMaestro brigade = PackagedMaestro.start(pizzeria, Map.of("MAESTRO_BRIGADE_SIZE", "20",
                        "MAESTRO_KITCHEN_LOOPS", "3", "QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE", "3",
                        "MAESTRO_ORDER_BATCH_SIZE", "1"))) {
            List<String> orders = Stream.generate(Pizzeria::newId).limit(200).toList();
            List<String> first = orders.subList(0, 20);
            first.forEach(pizzeria.panettiere()::hold);
            orders.forEach(id -> pizzeria.place(id, Pizzeria.order(id, "small", "")));

            await().atMost(30, TimeUnit.SECONDS).until(() -> pizzeria.panettiere().requests().size() == 20);
            assertThat(pizzeria.panettiere().connections()).isEqualTo(3);
            first.forEach(pizzeria.panettiere()::release);
            orders.forEach(pizzeria::awaitDelivery);
            pizzeria.awaitQuiet();
            assertThat(pizzeria.panettiere().requests()).hasSize(200);
            assertThat(brigade.output()).contains("Maestros: 20, on event loops: 3;");
        }
    }

    @Test
    void tenThousandIdleMaestrosWaitInAFewRequests() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open();
                PackagedMaestro brigade = PackagedMaestro.start(pizzeria, Map.of(
                        "MAESTRO_BRIGADE_SIZE", "10000", "MAESTRO_ORDER_BATCH_SIZE", "1",
                        "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "60"))) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> brigade.output().contains("consuming"));
            for (int order = 0; order < 200; order++) {
                pizzeria.place();
            }
            pizzeria.awaitQuiet();

            assertThat(pizzeria.consumer().getNumWaiting()).isBetween(1L, 16L);
            assertThat(pizzeria.count("orders.waiting_delivery.*")).isEqualTo(200);
        }
    }

    @Test
    void aConsumerThatAllowsTooLittleIsComplainedOf() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open()) {
            pizzeria.createConsumer(Duration.ofSeconds(30));
            try (PackagedMaestro brigade = PackagedMaestro.start(pizzeria, Map.of("MAESTRO_BRIGADE_SIZE", "5000"))) {
                await().atMost(30, TimeUnit.SECONDS).until(() -> brigade.output().contains("consuming"));

                assertThat(brigade.output().lines().filter(line -> line.contains("max_ack_pending"))).singleElement()
                        .asString().contains("\"WARN\"").contains(Pizzeria.CONSUMER)
                        .contains("but 5,000 maestros with a batch of 10 may hold 50,000 orders");
            }
        }
    }

    @Test
    void statesAreCountedAndNeverNameAMaestro() throws Exception {
        try (Pizzeria pizzeria = Pizzeria.open();
                OtlpReceiver receiver = new OtlpReceiver();
                PackagedMaestro brigade = PackagedMaestro.start(pizzeria, receiver.with(Map.of(
                        "MAESTRO_BRIGADE_SIZE", "7", "MAESTRO_TIME_LAPSE", "2",
                        "MAESTRO_SMOKING_DURATION_IN_SECONDS", "200")))) {
            for (int order = 0; order < 3; order++) {
                pizzeria.place();
            }
            pizzeria.awaitQuiet();

            await().atMost(30, TimeUnit.SECONDS).until(() -> gauge(receiver, "maestro.maestros").equals(
                    Map.of("{state=idle}", 4.0, "{state=processing}", 0.0, "{state=smoking}", 3.0, "{state=lunching}", 0.0)));
            await().untilAsserted(() -> assertThat(gauge(receiver, "maestro.time.lapse")).isEqualTo(Map.of("{}", 2.0)));
        }
    }

    // The last value of each series, by its attributes.
    private static Map<String, Double> gauge(OtlpReceiver receiver, String name) {
        return receiver.metrics(name).stream().flatMap(metric -> metric.getGauge().getDataPointsList().stream())
                .collect(Collectors.toMap(point -> OtlpReceiver.attributes(point.getAttributesList()).toString(),
                        NumberDataPoint::getAsDouble, (before, last) -> last));
    }
}
