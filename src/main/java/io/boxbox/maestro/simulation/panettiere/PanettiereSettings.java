package io.boxbox.maestro.simulation.panettiere;

import static io.boxbox.maestro.simulation.Setting.number;
import static io.boxbox.maestro.simulation.Setting.seconds;

import java.time.Duration;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.WithDefault;

/** The embedded panettiere's habits, as configured. Durations are decimal seconds. */
@ConfigMapping(prefix = "maestro.embedded-panettiere")
public interface PanettiereSettings {

    /** What one dough takes, 0 or more; 0 answers at once. */
    @WithDefault("0.5")
    ConfigValue timePerDoughInSeconds();

    /** How far from that a dough's time may be, as a share of it: 0 to 1. */
    @WithDefault("0.3")
    ConfigValue doughTimeVariance();

    /** From waking until the next sleep is due: 0 if he never sleeps, else 0.01 or more. */
    @WithDefault("30")
    ConfigValue periodBetweenSleepsInSeconds();

    /** What a sleep takes, 0 or more. */
    @WithDefault("3")
    ConfigValue sleepDurationInSeconds();

    /** How likely he is to oversleep, each time: 0 to 1. */
    @WithDefault("0.1")
    ConfigValue probabilityOfOversleeping();

    /** How many times longer he sleeps when he oversleeps, 1 or more. */
    @WithDefault("1.5")
    ConfigValue oversleepingFactor();

    /**
     * The habits these settings describe, as they are lived in a time lapse.
     *
     * @throws ConfigurationException naming the first property that makes no sense, its value and what is allowed
     */
    static PanettiereHabits habits(PanettiereSettings settings, TimeLapse lapse) {
        return new PanettiereHabits(
                lapse.of(seconds(settings.timePerDoughInSeconds())),
                share(settings.doughTimeVariance()),
                // A shorter period would have an idle panettiere live through millions of sleeps when next asked for dough.
                lapse.of(seconds(settings.periodBetweenSleepsInSeconds(),
                        "0 (he never sleeps) or a number of seconds, 0.01 or more",
                        period -> period.isZero() || period.compareTo(Duration.ofMillis(10)) >= 0)),
                lapse.of(seconds(settings.sleepDurationInSeconds())),
                share(settings.probabilityOfOversleeping()),
                number(settings.oversleepingFactor(), "a number of at least 1", factor -> factor >= 1));
    }

    private static double share(ConfigValue setting) {
        return number(setting, "a number from 0.0 to 1.0", share -> share >= 0 && share <= 1);
    }
}
