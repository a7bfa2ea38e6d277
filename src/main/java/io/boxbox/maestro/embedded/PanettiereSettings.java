package io.boxbox.maestro.embedded;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The embedded panettiere's habits, as configured. Durations are decimal seconds. */
@ConfigMapping(prefix = PanettiereSettings.PREFIX)
interface PanettiereSettings {

    String PREFIX = "maestro.embedded-panettiere";

    /** What one dough takes, 0 or more; 0 answers at once. */
    @WithDefault("0.5")
    double timePerDoughInSeconds();

    /** How far from that a dough's time may be, as a share of it: 0 to 1. */
    @WithDefault("0.3")
    double doughTimeVariance();

    /** From waking until the next sleep is due: 0 if he never sleeps, else 0.01 or more. */
    @WithDefault("30")
    double periodBetweenSleepsInSeconds();

    /** What a sleep takes, 0 or more. */
    @WithDefault("3")
    double sleepDurationInSeconds();

    /** How likely he is to oversleep, each time: 0 to 1. */
    @WithDefault("0.1")
    double probabilityOfOversleeping();

    /** How many times longer he sleeps when he oversleeps, 1 or more. */
    @WithDefault("1.5")
    double oversleepingFactor();

    /**
     * The habits these settings describe, as they are lived in a time lapse.
     *
     * @throws ConfigurationException naming the first property that makes no sense, its value and what is allowed
     */
    static PanettiereHabits habits(PanettiereSettings settings, TimeLapse lapse) {
        // A shorter period would have an idle panettiere live through millions of sleeps when next asked for dough.
        double period = settings.periodBetweenSleepsInSeconds();
        check(period == 0 || period >= 0.01, "period-between-sleeps-in-seconds", period,
                "0 (he never sleeps) or a number of seconds, 0.01 or more");
        return new PanettiereHabits(
                lapse.of(seconds("time-per-dough-in-seconds", settings.timePerDoughInSeconds())),
                share("dough-time-variance", settings.doughTimeVariance()),
                lapse.of(seconds("period-between-sleeps-in-seconds", period)),
                lapse.of(seconds("sleep-duration-in-seconds", settings.sleepDurationInSeconds())),
                share("probability-of-oversleeping", settings.probabilityOfOversleeping()),
                factor("oversleeping-factor", settings.oversleepingFactor()));
    }

    private static Duration seconds(String property, double value) {
        check(value >= 0 && Double.isFinite(value), property, value, "a number of seconds, 0 or more");
        return Duration.ofNanos(Math.round(value * TimeUnit.SECONDS.toNanos(1)));
    }

    private static double share(String property, double value) {
        check(value >= 0 && value <= 1, property, value, "a number from 0.0 to 1.0");
        return value;
    }

    private static double factor(String property, double value) {
        check(value >= 1 && Double.isFinite(value), property, value, "a number of at least 1");
        return value;
    }

    private static void check(boolean makesSense, String property, double value, String allowed) {
        if (!makesSense) {
            throw new ConfigurationException("%s.%s is '%s', but must be %s".formatted(PREFIX, property, value, allowed));
        }
    }
}
