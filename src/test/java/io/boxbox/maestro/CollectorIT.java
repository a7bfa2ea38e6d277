package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.impl.Headers;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;

/** The collector is away, says nothing, or is not wanted; orders do not notice. */
class CollectorIT {

    // The platform's own end takes a moment, and so does a loaded machine.
    private static final Duration AN_UNHURRIED_END = Duration.ofSeconds(5);

    // Java's own names of the levels come through, too.
    private static final Pattern WARNING = Pattern.compile("\"level\":\"(WARN|WARNING|ERROR|SEVERE)\"");

    private Pizzeria pizzeria;
    private OtlpReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        pizzeria = new Pizzeria();
        receiver = new OtlpReceiver();
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
        pizzeria.close();
    }

    @Test
    void switchedOffNothingIsSent() throws Exception {
        Map<String, String> variables = new HashMap<>(receiver.with(Map.of()));
        variables.put("MAESTRO_OPENTELEMETRY_ENABLED", "false");
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, variables)) {
            pizzeria.awaitDelivery(pizzeria.place());
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(() -> receiver.requests() == 0);
            assertThat(maestro.isAlive()).isTrue();
        }
        assertThat(receiver.requests()).isZero();
    }

    @Test
    void samplingAndTemporalityAreSettings() throws Exception {
        String placed = Pizzeria.newId().replace("-", "");
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, receiver.with(Map.of(
                "QUARKUS_OTEL_TRACES_SAMPLER_ARG", "0",
                "QUARKUS_MICROMETER_EXPORT_OTLP_AGGREGATION_TEMPORALITY", "delta")))) {
            String id = Pizzeria.newId();
            pizzeria.place(id, Pizzeria.order(id, "small", ""),
                    new Headers().add("traceparent", "00-" + placed + "-00f067aa0ba902b7-01"));
            assertThat(pizzeria.awaitDelivery(id).getHeaders().getFirst("traceparent")).endsWith("-01");
            assertThat(pizzeria.awaitDelivery(pizzeria.place()).getHeaders().getFirst("traceparent")).endsWith("-00");

            await().until(() -> receiver.spans().size() >= 4);
            assertThat(receiver.spans()).extracting(span -> HexFormat.of().formatHex(span.getTraceId().toByteArray()))
                    .containsOnly(placed);
            await().untilAsserted(() -> assertThat(receiver.metrics("maestro.orders")).isNotEmpty().allSatisfy(
                    metric -> assertThat(metric.getSum().getAggregationTemporality())
                            .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)));
            assertThat(receiver.metrics()).extracting(Metric::getName).contains("maestro.order.duration");
            assertThat(maestro.isAlive()).isTrue();
        }
    }

    @Test
    void aCollectorThatIsAwayIsToldOnceAMinuteAndHoldsNothingUp() throws Exception {
        Map<String, String> away = receiver.with(Map.of());
        receiver.close();
        ordersAreDeliveredAndTheEndIsPrompt(away);
    }

    @Test
    void aCollectorThatNeverAnswersHoldsNothingUp() throws Exception {
        receiver.fallSilent();
        ordersAreDeliveredAndTheEndIsPrompt(receiver.with(Map.of()));
        assertThat(receiver.requests()).isPositive();
    }

    private void ordersAreDeliveredAndTheEndIsPrompt(Map<String, String> variables) throws Exception {
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, variables)) {
            Stream.generate(pizzeria::place).limit(50).toList().forEach(pizzeria::awaitDelivery);
            await().during(Duration.ofSeconds(8)).atMost(Duration.ofSeconds(20)).until(maestro::isAlive);
            long begin = System.nanoTime();
            maestro.terminate();
            assertThat(maestro.awaitExit()).isEqualTo(143);
            assertThat(maestro.output().lines().filter(line -> WARNING.matcher(line).find())
                    .filter(line -> line.contains("otlp") || line.contains("opentelemetry"))).hasSizeLessThanOrEqualTo(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AN_UNHURRIED_END);
        }
    }
}
