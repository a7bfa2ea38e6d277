package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.KeyPairFiles;
import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;

/** OpenTelemetry's standard environment variables, at a real receiver: they win over Maestro's own, for all three signals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandardVariablesIT {

    private static final List<String> SIGNALS = List.of("traces", "logs", "metrics");
    private static final String OVER_GRPC = "opentelemetry.proto.collector.";
    // Nothing listens there.
    private static final String NOWHERE = "127.0.0.1:9";

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private OtlpReceiver receiver;

    @BeforeEach
    void listen() {
        receiver = new OtlpReceiver();
    }

    @AfterEach
    void hangUp() {
        receiver.close();
    }

    @Test
    void allSignalsComeFromOneResourceAndGoToOneEndpoint() throws Exception {
        try (PackagedMaestro maestro = start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + receiver.grpcPort() + "/",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b,tenant=x",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
                "OTEL_EXPORTER_OTLP_TIMEOUT", "2000",
                "OTEL_SDK_DISABLED", "false", "MAESTRO_OPENTELEMETRY_ENABLED", "false",
                "OTEL_SERVICE_NAME", "maestro-of-$HOME",
                "OTEL_RESOURCE_ATTRIBUTES", "service.name=unheard,service.namespace=trattoria,team=caf%C3%A9%2C due"))) {
            awaitSignals(SIGNALS);
            assertThat(attributes()).allSatisfy((signal, resources) -> assertThat(resources).singleElement()
                    .satisfies(resource -> assertThat(resource)
                            .containsEntry("service.name", "maestro-of-$HOME")
                            .containsEntry("service.namespace", "trattoria")
                            .containsEntry("team", "café, due")
                            .containsKeys("service.version", "service.instance.id")));
            assertThat(receiver.headers()).hasSize(3).allSatisfy((path, headers) -> {
                assertThat(path).startsWith(OVER_GRPC);
                assertThat(headers).containsEntry("api-key", "a b").containsEntry("tenant", "x")
                        .containsEntry("grpc-encoding", "gzip");
            });
            assertThat(attributes().values().stream().map(each -> each.get(0).get("service.instance.id")).distinct())
                    .hasSize(1);
            assertThat(maestro.warnings()).isEmpty();
        }
    }

    @Test
    void disabledNothingIsSent() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("OTEL_SDK_DISABLED", "TRUE",
                "MAESTRO_OPENTELEMETRY_ENDPOINT", "127.0.0.1:" + receiver.grpcPort(),
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + receiver.grpcPort()))) {
            // What there was to send is sent at the end, at the latest.
            maestro.terminate();
            maestro.awaitExit();
        }
        assertThat(receiver.requests()).isZero();
    }

    @Test
    void theEndpointIsThatOfAllSignalsOverHttp() throws Exception {
        try (PackagedMaestro maestro = start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + receiver.httpPort(),
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b"))) {
            awaitSignals(SIGNALS);
            assertThat(receiver.headers()).containsOnlyKeys("/v1/traces", "/v1/logs", "/v1/metrics")
                    .allSatisfy((path, headers) -> assertThat(headers).containsEntry("api-key", "a b"));
        }
    }

    @Test
    void eachSignalMayHaveAnEndpointAndAProtocolOfItsOwn() throws Exception {
        try (OtlpReceiver other = new OtlpReceiver();
                PackagedMaestro maestro = start(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + receiver.grpcPort(),
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://localhost:" + other.httpPort() + "/v1/traces",
                        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf",
                        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://localhost:" + other.httpPort() + "/v1/metrics",
                        "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf"))) {
            await().untilAsserted(
                    () -> assertThat(receiver.headers()).containsOnlyKeys(OVER_GRPC + "logs.v1.LogsService/Export"));
            await().untilAsserted(() -> assertThat(other.headers()).containsOnlyKeys("/v1/traces", "/v1/metrics"));
        }
    }

    @Test
    void aSignalWithoutAnExporterIsNotSent() throws Exception {
        try (PackagedMaestro maestro = start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + receiver.grpcPort(),
                "OTEL_TRACES_EXPORTER", "none", "OTEL_LOGS_EXPORTER", "none", "OTEL_METRICS_EXPORTER", "otlp"))) {
            awaitSignals(List.of("metrics"));
            awaitSignals(List.of("metrics"));
            assertThat(receiver.headers().keySet()).containsExactly(OVER_GRPC + "metrics.v1.MetricsService/Export");
            assertThat(pizzeria.awaitDelivery(pizzeria.place()).getHeaders().getFirst("traceparent")).endsWith("-01");
        }
    }

    @Test
    void exportersThatAreNotThereAreToldOnceAndOtlpIsUsed() throws Exception {
        try (PackagedMaestro maestro = start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + receiver.grpcPort(),
                "OTEL_TRACES_EXPORTER", "otlp", "OTEL_LOGS_EXPORTER", "console", "OTEL_METRICS_EXPORTER", "prometheus"))) {
            awaitSignals(SIGNALS);
            assertThat(maestro.warnings()).satisfiesExactlyInAnyOrder(
                    line -> assertThat(line).contains("OTEL_LOGS_EXPORTER").contains("console"),
                    line -> assertThat(line).contains("OTEL_METRICS_EXPORTER").contains("prometheus"));
        }
    }

    @Test
    void metricsGoOverHttpWhereTheCollectorTakesNoneOverGrpc() throws Exception {
        try (OtlpReceiver collector = OtlpReceiver.withoutMetricsOverGrpc("127.0.0.43");
                PackagedMaestro maestro = start(Map.of("MAESTRO_OPENTELEMETRY_ENABLED", "true",
                        "MAESTRO_OPENTELEMETRY_ENDPOINT", "127.0.0.43:" + collector.grpcPort()))) {
            await().untilAsserted(() -> assertThat(collector.headers()).containsKeys("/v1/metrics",
                    OVER_GRPC + "trace.v1.TraceService/Export", OVER_GRPC + "logs.v1.LogsService/Export"));
            assertThat(maestro.warnings()).isEmpty();
        }
    }

    @Test
    void aCollectorIsReachedOverIpv6() throws Exception {
        try (OtlpReceiver collector = OtlpReceiver.onIpv6();
                PackagedMaestro maestro = start(Map.of(
                        "MAESTRO_OPENTELEMETRY_ENDPOINT", "[::1]:" + collector.grpcPort()))) {
            await().untilAsserted(() -> assertThat(collector.headers()).hasSize(3));
        }
    }

    @Test
    void aCollectorIsReachedOverTls(@TempDir Path folder) throws Exception {
        KeyPairFiles keys = KeyPairFiles.make(folder, "collector", "localhost");
        try (OtlpReceiver collector = OtlpReceiver.encrypted(keys);
                PackagedMaestro maestro = start(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:" + collector.grpcPort(),
                        "OTEL_EXPORTER_OTLP_CERTIFICATE", keys.certificate().toString()))) {
            await().untilAsserted(() -> assertThat(collector.headers()).hasSize(3));
        }
    }

    @Test
    void samplerTemporalityAndIntervalsAreHeeded() throws Exception {
        try (PackagedMaestro maestro = start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + receiver.grpcPort(),
                "OTEL_TRACES_SAMPLER", "always_off",
                "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"))) {
            await().untilAsserted(() -> assertThat(receiver.metrics("maestro.orders")).isNotEmpty().allSatisfy(
                    metric -> assertThat(metric.getSum().getAggregationTemporality())
                            .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)));
            assertThat(receiver.spans()).isEmpty();
        }
    }

    private PackagedMaestro start(Map<String, String> variables) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("MAESTRO_OPENTELEMETRY_ENDPOINT", NOWHERE,
                "MAESTRO_OPENTELEMETRY_ENABLED", "true",
                "OTEL_METRIC_EXPORT_INTERVAL", "500", "OTEL_BSP_SCHEDULE_DELAY", "200", "OTEL_BLRP_SCHEDULE_DELAY", "200"));
        all.putAll(variables);
        PackagedMaestro maestro = PackagedMaestro.start(pizzeria, all);
        pizzeria.awaitDelivery(pizzeria.place());
        return maestro;
    }

    private void awaitSignals(List<String> signals) {
        await().untilAsserted(() -> assertThat(receiver.resources()).allSatisfy((signal, resources) -> {
            if (signals.contains(signal)) {
                assertThat(resources).isNotEmpty();
            }
        }));
    }

    private Map<String, List<Map<String, String>>> attributes() {
        Map<String, List<Map<String, String>>> all = new HashMap<>();
        receiver.resources().forEach((signal, resources) -> all.put(signal,
                resources.stream().map(resource -> OtlpReceiver.attributes(resource.getAttributesList())).toList()));
        return all;
    }
}
