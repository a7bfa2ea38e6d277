package io.boxbox.maestro.simulation;

import java.time.Duration;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;

import io.boxbox.maestro.configuration.DecimalSeconds;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValue;

/**
 * Reads the simulation's settings. What is not allowed is a {@link ConfigurationException} of one line that names the setting,
 * its value and what is allowed.
 */
public final class Setting {

    private static final DecimalSeconds DECIMAL_SECONDS = new DecimalSeconds();

    private Setting() {
    }

    /** A duration in decimal seconds, 0 or more. */
    public static Duration seconds(ConfigValue setting) {
        return seconds(setting, "a number of seconds, 0 or more", duration -> !duration.isNegative());
    }

    /**
     * A duration in decimal seconds.
     *
     * @param allowed completes the sentence "it must be …"
     */
    public static Duration seconds(ConfigValue setting, String allowed, Predicate<Duration> test) {
        return read(setting, DECIMAL_SECONDS::convert, allowed, test);
    }

    /**
     * A finite number.
     *
     * @param allowed completes the sentence "it must be …"
     */
    public static double number(ConfigValue setting, String allowed, DoublePredicate test) {
        return read(setting, Double::valueOf, allowed, number -> Double.isFinite(number) && test.test(number));
    }

    /** A whole number of at least this. */
    public static int wholeNumber(ConfigValue setting, int least) {
        return read(setting, Integer::valueOf, "a whole number of at least " + least, number -> number >= least);
    }

    private static <T> T read(ConfigValue setting, Function<String, T> reading, String allowed, Predicate<T> test) {
        try {
            T value = reading.apply(setting.getValue());
            if (test.test(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // It is refused like any other value that is not allowed.
        }
        throw new ConfigurationException(
                "%s is '%s', but must be %s".formatted(setting.getName(), setting.getValue(), allowed));
    }
}
