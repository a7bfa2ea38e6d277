package io.boxbox.maestro.telemetry;

import java.util.Arrays;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import io.boxbox.maestro.logging.OnceAMinute;
import io.quarkus.logging.LoggingFilter;

/**
 * Lets one warning a minute pass of all that the exporters of telemetry have to say while their collector is away, and
 * everything that others say.
 */
@LoggingFilter(name = "one-warning-a-minute")
final class OneWarningAMinute implements Filter {

    private static final String[] EXPORTERS = { "io.opentelemetry.", "io.quarkus.opentelemetry.",
            "io.micrometer.registry.otlp.",
            "io.micrometer.core.instrument.push." };

    private final OnceAMinute told = new OnceAMinute();

    @Override
    public boolean isLoggable(LogRecord record) {
        return record.getLevel().intValue() < Level.WARNING.intValue() || !isOfExporter(record) || told.isDue("exporters");
    }

    // A request that is given up at the end fails on an event loop, where Vert.x tells of it.
    private static boolean isOfExporter(LogRecord record) {
        return isOfExporter(record.getLoggerName())
                || record.getThrown() != null && Arrays.stream(record.getThrown().getStackTrace())
                        .anyMatch(frame -> isOfExporter(frame.getClassName()));
    }

    private static boolean isOfExporter(String name) {
        return name != null && Arrays.stream(EXPORTERS).anyMatch(name::startsWith);
    }
}
