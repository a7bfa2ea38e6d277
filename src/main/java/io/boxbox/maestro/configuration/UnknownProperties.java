package io.boxbox.maestro.configuration;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.EnvConfigSource;

/**
 * Refuses a property that begins like a setting of ours and is none: a typing error in a file or on the command line. A
 * variable of the environment may be meant for somebody else: see {@link UnknownVariables}.
 */
final class UnknownProperties {

    private static final String PREFIX = "maestro.";
    // Settings of the simulation, which a production build does not know.
    private static final List<String> OF_OTHER_BUILDS = List.of("maestro.embedded-panettiere.", "maestro.demo.");

    private UnknownProperties() {
    }

    /** @throws ConfigurationException with one line that names the property, where it is set, and the nearest setting */
    static void refuse(ConfigSourceContext context) {
        Set<String> known = Settings.ALL.stream().map(Setting::name).filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toSet());
        for (ConfigSource source : context.getConfigSources()) {
            if (source instanceof EnvConfigSource) {
                continue;
            }
            for (String name : source.getPropertyNames()) {
                if (name.startsWith(PREFIX) && !known.contains(name)
                        && OF_OTHER_BUILDS.stream().noneMatch(name::startsWith)) {
                    throw new ConfigurationException(name + " is set in " + source.getName()
                            + ", but there is no such setting; the nearest is " + NearestName.to(name, known));
                }
            }
        }
    }
}
