package io.boxbox.maestro.telemetry;

import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.overview.MaestroStates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;

/** How many maestros are in each state: one series for a state, never one for a maestro. */
@Startup
@ApplicationScoped
class StateMetrics {

    StateMetrics(MeterRegistry registry, MaestroStates maestros) {
        for (MaestroState state : MaestroState.values()) {
            Gauge.builder("maestro.maestros", maestros, all -> all.count(state))
                    .description("Maestros by what they are doing")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}
