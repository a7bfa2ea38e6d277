package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.impl.Headers;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;

/** The collector is away, says nothing, or is not wanted; orders do not notice. */
class CollectorIT {

    private static final int SIGTERM = 128 + 15;
    // Longer than a test waits for Maestro's end.
    private static final String LONG_TIMEOUT_IN_MILLIS = "120000";

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    @AutoClose
    private final OtlpReceiver receiver = new OtlpReceiver();

    @Test
    void switchedOffNothingIsSent() throws Exception {
        Map<String, String> variables = new HashMap<>(receiver.with(Map.of()));
        variables.put("MAESTRO_OPENTELEMETRY_ENABLED", "false");
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, variables)) {
            pizzeria.awaitDelivery(pizzeria.place());
            // What there was to send is sent at the end, at the latest.
            maestro.terminate();
            maestro.awaitExit();
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
        }
    }

    @Test
    void aCollectorThatIsAwayIsToldOnceAMinuteAndHoldsNothingUp() throws Exception {
        Map<String, String> away = receiver.with(Map.of());
        receiver.close();
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, away)) {
            pizzeria.awaitDelivery(pizzeria.place());
            await("the warning").atMost(Duration.ofMinutes(1)).until(() -> !complaints(maestro).isEmpty());
            // Each is a reason to try again, and to fail again.
            for (int order = 0; order < 50; order++) {
                pizzeria.awaitDelivery(pizzeria.place());
            }
            maestro.terminate();
            assertThat(maestro.awaitExit()).isEqualTo(SIGTERM);
            assertThat(complaints(maestro)).hasSize(1);
        }
    }

    @Test
    void aCollectorThatNeverAnswersHoldsNothingUp() throws Exception {
        receiver.fallSilent();
        Map<String, String> silent = receiver.with(Map.of("OTEL_EXPORTER_OTLP_TIMEOUT", LONG_TIMEOUT_IN_MILLIS));
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, silent)) {
            pizzeria.awaitDelivery(pizzeria.place());
            await("a request without an answer").until(() -> receiver.requests() > 0);
            Stream.generate(pizzeria::place).limit(50).toList().forEach(pizzeria::awaitDelivery);
            maestro.terminate();
            assertThat(maestro.awaitExit()).isEqualTo(SIGTERM);
            assertThat(complaints(maestro)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static List<String> complaints(PackagedMaestro maestro) throws IOException {
        return maestro.warnings().stream().filter(line -> line.contains("otlp") || line.contains("opentelemetry")).toList();
    }
}
