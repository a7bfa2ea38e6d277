package io.boxbox.maestro.configuration;

import static io.boxbox.maestro.configuration.Setting.setting;

import java.util.List;

/**
 * The settings of telemetry. Where two of them give the same property the later one wins: OpenTelemetry's standard variables
 * over the service's own, and the more special of them over the more general. What follows from several at once is
 * {@link TelemetryExport}'s.
 */
final class TelemetrySettings {

    static final String OTLP = "quarkus.otel.exporter.otlp.";
    static final String MICROMETER = "quarkus.micrometer.export.otlp.";

    private static final String SPANS = "quarkus.otel.bsp.";
    private static final String LOG_RECORDS = "quarkus.otel.blrp.";
    private static final Rule SIZE = Rule.wholeNumber(1);
    private static final Rule MILLIS = Rule.wholeNumber(1);
    private static final Rule PROTOCOL = Rule.oneOf("grpc", "http/protobuf", "http/json");

    /** The service's own, all of which the original has as well. What has no default here has OpenTelemetry's. */
    static final List<Setting> OWN = List.of(
            setting("maestro.app.name", Rule.text()).originally("MAESTRO_APP_NAME"),
            setting("maestro.app.version", Rule.text()).originally("MAESTRO_APP_VERSION"),
            setting("maestro.opentelemetry.enabled", "true", Rule.onOrOff()).originally("MAESTRO_OPENTELEMETRY_ENABLED"),
            setting("maestro.opentelemetry.endpoint", "localhost:4317", Rule.target())
                    .originally("MAESTRO_OPENTELEMETRY_ENDPOINT"),
            setting("maestro.opentelemetry.traces.samplerate", "1.0", Rule.probability())
                    .originally("MAESTRO_OPENTELEMETRY_TRACES_SAMPLERATE").gives("quarkus.otel.traces.sampler.arg"),
            setting("maestro.opentelemetry.traces.timeout", Rule.seconds())
                    .originally("MAESTRO_OPENTELEMETRY_TRACES_TIMEOUT").gives(SPANS + "schedule.delay", Spelling::seconds),
            setting("maestro.opentelemetry.traces.batchsize", SIZE)
                    .originally("MAESTRO_OPENTELEMETRY_TRACES_BATCHSIZE").gives(SPANS + "max.export.batch.size"),
            setting("maestro.opentelemetry.traces.maxqueuesize", SIZE)
                    .originally("MAESTRO_OPENTELEMETRY_TRACES_MAXQUEUESIZE").gives(SPANS + "max.queue.size"),
            setting("maestro.opentelemetry.metrics.interval", Rule.seconds())
                    .originally("MAESTRO_OPENTELEMETRY_METRICS_INTERVAL").gives(MICROMETER + "step", Spelling::seconds),
            // Quarkus takes the timeout of traces and logs for how long a connection may be silent as well: see
            // application.properties.
            setting("maestro.opentelemetry.metrics.timeout", Rule.seconds())
                    .originally("MAESTRO_OPENTELEMETRY_METRICS_TIMEOUT").gives(OTLP + "metrics.timeout", Spelling::seconds),
            setting("maestro.opentelemetry.logs.interval", Rule.seconds())
                    .originally("MAESTRO_OPENTELEMETRY_LOGS_INTERVAL").gives(LOG_RECORDS + "schedule.delay", Spelling::seconds),
            setting("maestro.opentelemetry.logs.timeout", Rule.seconds())
                    .originally("MAESTRO_OPENTELEMETRY_LOGS_TIMEOUT").gives(LOG_RECORDS + "export.timeout", Spelling::seconds),
            setting("maestro.opentelemetry.logs.batchsize", SIZE)
                    .originally("MAESTRO_OPENTELEMETRY_LOGS_BATCHSIZE").gives(LOG_RECORDS + "max.export.batch.size"),
            setting("maestro.opentelemetry.logs.maxqueuesize", SIZE)
                    .originally("MAESTRO_OPENTELEMETRY_LOGS_MAXQUEUESIZE").gives(LOG_RECORDS + "max.queue.size"));

    /** OpenTelemetry's standard variables that are looked at. Those of log records the SDK reads itself. */
    static final List<Setting> STANDARD = List.of(
            setting("otel.exporter.otlp.endpoint", Rule.collector()),
            setting("otel.exporter.otlp.traces.endpoint", Rule.collector()),
            setting("otel.exporter.otlp.metrics.endpoint", Rule.collector()),
            setting("otel.exporter.otlp.logs.endpoint", Rule.collector()),
            setting("otel.exporter.otlp.protocol", PROTOCOL),
            setting("otel.exporter.otlp.traces.protocol", PROTOCOL),
            setting("otel.exporter.otlp.metrics.protocol", PROTOCOL),
            setting("otel.exporter.otlp.logs.protocol", PROTOCOL),
            setting("otel.exporter.otlp.compression", Rule.oneOf("gzip", "none")).gives(OTLP + "compression"),
            setting("otel.exporter.otlp.certificate", Rule.text()).gives(OTLP + "trust-cert.certs", Spelling::literal),
            setting("otel.exporter.otlp.client.certificate", Rule.text()).gives(OTLP + "key-cert.certs", Spelling::literal),
            setting("otel.exporter.otlp.client.key", Rule.text()).gives(OTLP + "key-cert.keys", Spelling::literal),
            setting("otel.exporter.otlp.timeout", MILLIS)
                    .gives(SPANS + "export.timeout", Spelling::millis).gives(OTLP + "metrics.timeout", Spelling::millis),
            setting("otel.exporter.otlp.traces.timeout", MILLIS).gives(SPANS + "export.timeout", Spelling::millis),
            setting("otel.exporter.otlp.metrics.timeout", MILLIS).gives(OTLP + "metrics.timeout", Spelling::millis),
            setting("otel.metric.export.interval", MILLIS).gives(MICROMETER + "step", Spelling::millis),
            setting("otel.bsp.schedule.delay", MILLIS).gives(SPANS + "schedule.delay", Spelling::millis),
            setting("otel.bsp.export.timeout", MILLIS).gives(SPANS + "export.timeout", Spelling::millis),
            setting("otel.bsp.max.queue.size", SIZE).gives(SPANS + "max.queue.size"),
            setting("otel.bsp.max.export.batch.size", SIZE).gives(SPANS + "max.export.batch.size"));

    private TelemetrySettings() {
    }
}
