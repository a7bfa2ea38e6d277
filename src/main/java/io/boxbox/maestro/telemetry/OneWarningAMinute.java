package io.boxbox.maestro.telemetry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import io.quarkus.logging.LoggingFilter;

/**
 * Lets one warning a minute pass of all that the exporters of telemetry have to say while their collector is away, and
 * everything that others say.
 */
@LoggingFilter(name = "one-warning-a-minute")
final class OneWarningAMinute implements Filter {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final String[] EXPORTERS = { "io.opentelemetry.", "io.quarkus.opentelemetry.",
            "io.micrometer.registry.otlp.",
            "io.micrometer.core.instrument.push." };

    private final AtomicLong next = new AtomicLong(System.nanoTime());

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record.getLevel().intValue() < Level.WARNING.intValue() || !isOfExporter(record.getLoggerName())) {
            return true;
        }
        long now = System.nanoTime();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + PAUSE);
    }

    private static boolean isOfExporter(String logger) {
        for (String exporter : EXPORTERS) {
            if (logger != null && logger.startsWith(exporter)) {
                return true;
            }
        }
        return false;
    }
}
