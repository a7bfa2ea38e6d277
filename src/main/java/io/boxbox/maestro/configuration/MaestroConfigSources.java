package io.boxbox.maestro.configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * Adds two sources of configuration: the variables of the original service, just below the environment, and what follows from
 * the service's settings for Quarkus's own, below {@code application.properties}, so that Quarkus's own win where set.
 * A setting that is not allowed stops the start here.
 */
public final class MaestroConfigSources implements ConfigSourceFactory {

    private static final int BELOW_THE_ENVIRONMENT = 299;
    private static final int BELOW_APPLICATION_PROPERTIES = 240;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> original = OriginalVariables.read(context);
        Function<String, Optional<String>> settings = name -> value(context, original, name);
        SettingsCheck.check(settings);
        return List.of(
                new PropertiesConfigSource(original, "the original service's variables", BELOW_THE_ENVIRONMENT),
                new PropertiesConfigSource(DerivedSettings.from(settings), "settings derived from maestro.*",
                        BELOW_APPLICATION_PROPERTIES));
    }

    // The first source is not in the context yet: its place in the order has to be kept here.
    private static Optional<String> value(ConfigSourceContext context, Map<String, String> original, String name) {
        ConfigValue usual = context.getValue(name);
        boolean isSet = usual != null && usual.getValue() != null;
        if (original.containsKey(name) && !(isSet && usual.getConfigSourceOrdinal() > BELOW_THE_ENVIRONMENT)) {
            return Optional.of(original.get(name).strip());
        }
        return isSet ? Optional.of(usual.getValue().strip()) : Optional.empty();
    }
}
