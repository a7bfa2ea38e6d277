package io.boxbox.maestro.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.junit.jupiter.api.Test;

class OneWarningAMinuteTest {

    private final OneWarningAMinute filter = new OneWarningAMinute();

    @Test
    void theFirstWarningOfAllExportersPassesAndNoOther() {
        assertThat(passes("io.micrometer.registry.otlp.OtlpMeterRegistry", Level.WARNING)).isTrue();
        assertThat(passes("io.micrometer.registry.otlp.OtlpMeterRegistry", Level.WARNING)).isFalse();
        assertThat(passes("io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxGrpcSender", Level.SEVERE)).isFalse();
    }

    @Test
    void whatIsNoWarningPasses() {
        passes("io.opentelemetry.sdk.trace.export.BatchSpanProcessor", Level.WARNING);

        assertThat(passes("io.opentelemetry.sdk.trace.export.BatchSpanProcessor", Level.INFO)).isTrue();
    }

    @Test
    void othersPass() {
        passes("io.opentelemetry.sdk.trace.export.BatchSpanProcessor", Level.WARNING);

        assertThat(passes("io.boxbox.maestro.jetstream.consuming.ConsumerSupervisor", Level.WARNING)).isTrue();
        assertThat(passes(null, Level.WARNING)).isTrue();
    }

    @Test
    void anExceptionThatAnExporterLeftBehindIsOneOfItsWarnings() {
        passes("io.opentelemetry.sdk.trace.export.BatchSpanProcessor", Level.WARNING);
        LogRecord record = new LogRecord(Level.SEVERE, "Uncaught exception");
        record.setLoggerName("io.quarkus.vertx.core.runtime.VertxCoreRecorder");
        Exception left = new Exception();
        left.setStackTrace(new StackTraceElement[] {
                new StackTraceElement("io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxGrpcSender", "send", null,
                        1) });
        record.setThrown(left);

        assertThat(filter.isLoggable(record)).isFalse();
    }

    private boolean passes(String logger, Level level) {
        LogRecord record = new LogRecord(level, "a message");
        record.setLoggerName(logger);
        return filter.isLoggable(record);
    }
}
