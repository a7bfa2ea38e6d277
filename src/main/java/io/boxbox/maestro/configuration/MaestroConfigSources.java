package io.boxbox.maestro.configuration;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.eclipse.microprofile.config.spi.ConfigSource;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;

/**
 * Adds four sources of configuration: the variables of the original service, just below the environment; what follows from
 * the service's settings for Quarkus's own, below {@code application.properties}, so that Quarkus's own win where set; the
 * settings' defaults, below everything that anybody sets; and, above all others, those of the service's settings that are not
 * written as Quarkus would read them. A setting that is not allowed stops the start here.
 */
public final class MaestroConfigSources implements ConfigSourceFactory {

    private static final int ABOVE_ALL = 1_000;
    private static final int BELOW_THE_ENVIRONMENT = 299;
    private static final int BELOW_APPLICATION_PROPERTIES = 240;
    // At 0 is what Quarkus keeps of the build's configuration, these included.
    private static final int BELOW_ALL = 1;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        UnknownProperties.refuse(context);
        Map<String, String> original = originals(context);
        // To look one up takes a while, and each is asked for again and again.
        Map<String, Optional<String>> known = new HashMap<>();
        Function<String, Optional<String>> written = name -> known.computeIfAbsent(name, it -> value(context, original, it));
        // Before the configuration is complete: a mapping's own complaint names no range, and takes more than a line.
        Settings.ALL.forEach(one -> written.apply(one.name()).ifPresent(one::check));
        refuseTogether(Settings.EXCLUSIVE, written);
        Function<String, Optional<String>> settings = name -> written.apply(name)
                .map(value -> Settings.named(name).map(one -> one.rule().reading().apply(value)).orElse(value));
        return List.of(
                new PropertiesConfigSource(asRead(context, written, settings), "settings as Maestro reads them", ABOVE_ALL),
                new PropertiesConfigSource(original, "the original service's variables", BELOW_THE_ENVIRONMENT),
                new PropertiesConfigSource(DerivedSettings.from(settings), "settings derived from maestro.*",
                        BELOW_APPLICATION_PROPERTIES),
                new PropertiesConfigSource(defaults(), "Maestro's defaults", BELOW_ALL));
    }

    private static void refuseTogether(List<String> names, Function<String, Optional<String>> written) {
        if (names.stream().allMatch(name -> written.apply(name).isPresent())) {
            throw new ConfigurationException(String.join(" and ", names) + " are both set, but only one of them may be");
        }
    }

    private static Map<String, String> defaults() {
        Map<String, String> defaults = new HashMap<>();
        Settings.ALL.forEach(one -> one.byDefault().ifPresent(value -> defaults.put(one.name(), value)));
        return defaults;
    }

    // Of those that have another name than the usual form of the property's own. That one wins over them, and they win over
    // application.properties.
    private static Map<String, String> originals(ConfigSourceContext context) {
        Map<String, String> set = new HashMap<>();
        Settings.ALL.forEach(one -> one.original().filter(variable -> !variable.equals(one.variable()))
                .map(context::getValue).map(ConfigValue::getValue).filter(value -> !value.isBlank())
                .ifPresent(value -> set.put(one.name(), value)));
        return set;
    }

    // The first source is not in the context yet: its place in the order has to be kept here. Defaults rank below what is
    // derived, which then is derived from none of them.
    private static Optional<String> value(ConfigSourceContext context, Map<String, String> original, String name) {
        ConfigValue usual = context.getValue(name);
        boolean isSet = usual != null && usual.getValue() != null && !usual.getValue().isBlank()
                && usual.getConfigSourceOrdinal() > BELOW_APPLICATION_PROPERTIES;
        if (original.containsKey(name) && !(isSet && usual.getConfigSourceOrdinal() > BELOW_THE_ENVIRONMENT)) {
            return Optional.of(original.get(name).strip());
        }
        if (isSet) {
            return Optional.of(usual.getValue().strip());
        }
        return isBlank(usual) ? below(context, name, BELOW_APPLICATION_PROPERTIES) : Optional.empty();
    }

    // What is written empty is not set, here as in the original: then it is what it is without.
    private static Map<String, String> asRead(ConfigSourceContext context, Function<String, Optional<String>> written,
            Function<String, Optional<String>> settings) {
        Map<String, String> others = new HashMap<>();
        Settings.ALL.forEach(one -> {
            String name = one.name();
            if (written.apply(name).isPresent()) {
                settings.apply(name).filter(value -> !value.equals(written.apply(name).get()))
                        .ifPresent(value -> others.put(name, value));
            } else if (isBlank(context.getValue(name))) {
                below(context, name, Integer.MIN_VALUE).or(one::byDefault).ifPresent(value -> others.put(name, value));
            }
        });
        return others;
    }

    private static boolean isBlank(ConfigValue value) {
        return value != null && value.getValue() != null && value.getValue().isBlank();
    }

    private static Optional<String> below(ConfigSourceContext context, String name, int least) {
        return context.getConfigSources().stream()
                .filter(source -> source.getOrdinal() >= least)
                .sorted(Comparator.comparingInt(ConfigSource::getOrdinal).reversed())
                .map(source -> source.getValue(name))
                .filter(value -> value != null && !value.isBlank())
                .findFirst().map(String::strip);
    }
}
