package io.boxbox.maestro.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryExportTest {

    private final Map<String, String> settings = new HashMap<>();

    @Test
    void byDefaultAllSignalsGoToOneCollectorOverGrpc() {
        for (String signal : new String[] { "traces", "metrics", "logs" }) {
            assertThat(derived()).containsEntry("quarkus.otel.exporter.otlp." + signal + ".endpoint", "http://localhost:4317")
                    .containsEntry("quarkus.otel.exporter.otlp." + signal + ".protocol", "grpc");
        }
        assertThat(derived()).containsEntry("quarkus.otel.sdk.disabled", "false")
                .containsEntry("quarkus.micrometer.export.otlp.publish", "true")
                .containsEntry("quarkus.micrometer.export.otlp.url", "http://localhost:4318/v1/metrics")
                .containsEntry("quarkus.micrometer.export.otlp.aggregation-temporality", "cumulative")
                .doesNotContainKey("quarkus.otel.service.name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://otel:4318           | http/protobuf | http://otel:4318        | http://otel:4318/v1/metrics
            http://otel:4317           | grpc          | http://otel:4317        | http://otel:4318/v1/metrics
            http://otel:14317/         | grpc          | http://otel:14317       | http://otel:4318/v1/metrics
            https://otel/tenant/1/     | http/protobuf | https://otel/tenant/1   | https://otel/tenant/1/v1/metrics
            otel:4317                  | grpc          | http://otel:4317        | http://otel:4318/v1/metrics
            http://[::1]:4317          | grpc          | http://[::1]:4317       | http://[::1]:4318/v1/metrics
            """)
    void theStandardEndpointWinsOverMaestros(String given, String protocol, String traces, String metricsOverHttp) {
        settings.put("maestro.opentelemetry.endpoint", "elsewhere:4317");
        settings.put("otel.exporter.otlp.endpoint", given);

        assertThat(derived()).containsEntry("quarkus.otel.exporter.otlp.traces.endpoint", traces)
                .containsEntry("quarkus.otel.exporter.otlp.logs.endpoint", traces)
                .containsEntry("quarkus.otel.exporter.otlp.metrics.protocol", protocol)
                .containsEntry("quarkus.micrometer.export.otlp.url", metricsOverHttp);
    }

    @Test
    void theUrlOfOneSignalIsTakenAsItIs() {
        settings.put("otel.exporter.otlp.protocol", "http/protobuf");
        settings.put("otel.exporter.otlp.metrics.endpoint", "http://metrics:9090/api/v1/otlp/v1/metrics");
        settings.put("otel.exporter.otlp.traces.endpoint", "http://traces:4318/v1/traces");

        assertThat(derived())
                .containsEntry("quarkus.micrometer.export.otlp.url", "http://metrics:9090/api/v1/otlp/v1/metrics")
                // To which Quarkus adds /v1/traces.
                .containsEntry("quarkus.otel.exporter.otlp.traces.endpoint", "http://traces:4318");
    }

    @Test
    void aUrlOfMicrometersOwnIsSpokenToOverHttp() {
        settings.put("quarkus.micrometer.export.otlp.url", "http://mimir/otlp/v1/metrics");

        assertThat(derived()).containsEntry("quarkus.otel.exporter.otlp.metrics.protocol", "http/protobuf");
    }

    @Test
    void aServiceNameAmongTheAttributesIsOne() {
        settings.put("otel.resource.attributes", "service.name=second,team=a%2Cb");

        assertThat(derived()).containsEntry("quarkus.otel.service.name", "second")
                .containsEntry("quarkus.otel.resource.attributes",
                        "service.namespace=box-box,service.instance.id=${quarkus.uuid},team=a\\,b");
    }

    @ParameterizedTest
    @CsvSource({ "true,true,true", "True,true,true", "false,false,false", "yes,false,false", ",false,true", ",true,false" })
    void theStandardSwitchWinsOverMaestros(String standard, boolean own, boolean disabled) {
        if (standard != null) {
            settings.put("otel.sdk.disabled", standard);
        }
        settings.put("maestro.opentelemetry.enabled", String.valueOf(own));

        assertThat(derived()).containsEntry("quarkus.otel.sdk.disabled", String.valueOf(disabled))
                .containsEntry("quarkus.micrometer.export.otlp.publish", String.valueOf(!disabled));
    }

    @Test
    void quarkussOwnSwitchSilencesMetricsToo() {
        settings.put("quarkus.otel.sdk.disabled", "true");

        assertThat(derived()).containsEntry("quarkus.micrometer.export.otlp.publish", "false");
    }

    @Test
    void batchesAreAsTheStandardVariablesSayAndOtherwiseAsTheOriginalsDo() {
        settings.put("maestro.opentelemetry.traces.timeout", "30");
        settings.put("maestro.opentelemetry.traces.batchsize", "64");
        settings.put("maestro.opentelemetry.traces.maxqueuesize", "128");
        settings.put("maestro.opentelemetry.traces.samplerate", "0");
        settings.put("maestro.opentelemetry.metrics.interval", "20");
        settings.put("maestro.opentelemetry.logs.interval", "2");

        assertThat(derived()).containsEntry("quarkus.otel.bsp.schedule.delay", "PT30S")
                .containsEntry("quarkus.otel.bsp.max.export.batch.size", "64")
                .containsEntry("quarkus.otel.bsp.max.queue.size", "128")
                .containsEntry("quarkus.otel.traces.sampler.arg", "0")
                .containsEntry("quarkus.micrometer.export.otlp.step", "PT20S")
                .containsEntry("quarkus.otel.blrp.schedule.delay", "PT2S");
        settings.put("otel.bsp.schedule.delay", "200");
        settings.put("otel.metric.export.interval", "500");
        assertThat(derived()).containsEntry("quarkus.otel.bsp.schedule.delay", "PT0.2S")
                .containsEntry("quarkus.micrometer.export.otlp.step", "PT0.5S");
    }

    private Map<String, String> derived() {
        return DerivedSettings.from(name -> Optional.ofNullable(settings.get(name)));
    }
}
