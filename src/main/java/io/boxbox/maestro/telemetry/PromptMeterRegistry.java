package io.boxbox.maestro.telemetry;

import java.time.Duration;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.util.NamedThreadFactory;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;

/**
 * Micrometer's OTLP registry, except that it does not hold up the end of the process: the plain one waits ten seconds, or twice
 * that, for a collector that takes its last report and does not answer.
 */
final class PromptMeterRegistry extends OtlpMeterRegistry {

    private static final Logger LOG = Logger.getLogger(PromptMeterRegistry.class);
    private static final Duration FOR_THE_LAST_REPORT = Duration.ofMillis(500);

    private PromptMeterRegistry(OtlpConfig config, Clock clock) {
        super(config, clock, new NamedThreadFactory("otlp-metrics-publisher"));
    }

    @Override
    public void close() {
        Thread lastReport = new Thread(super::close, "otlp-metrics-last-report");
        lastReport.setDaemon(true);
        lastReport.start();
        try {
            lastReport.join(FOR_THE_LAST_REPORT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (lastReport.isAlive()) {
            LOG.debug("The collector did not take the last report of metrics in time");
        }
    }

    @Singleton
    static class Producer {

        // The extension makes none of its own: quarkus.micrometer.export.otlp.default-registry is false.
        @Produces
        @Singleton
        OtlpMeterRegistry registry(OtlpConfig config, Clock clock) {
            return new PromptMeterRegistry(config, clock);
        }
    }
}
