package io.boxbox.maestro.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.quarkus.runtime.StartupEvent;

/** Tells at the start which exporters the standard variables name that are not there: OTLP is the only one. */
@ApplicationScoped
class ExporterNames {

    private static final Logger LOG = Logger.getLogger(ExporterNames.class);
    private static final Set<String> KNOWN = Set.of("otlp", "none", "");

    void check(@Observes StartupEvent event, Config config) {
        for (String signal : List.of("traces", "metrics", "logs")) {
            config.getOptionalValue("otel." + signal + ".exporter", String.class)
                    .filter(name -> !KNOWN.contains(name.strip()))
                    .ifPresent(
                            name -> LOG.warnf("OTEL_%s_EXPORTER is '%s', which is not here: %s go to the collector over OTLP. "
                                    + "Use otlp, or none for no export", signal.toUpperCase(Locale.ROOT), name, signal));
        }
    }
}
