package io.boxbox.maestro.simulation.panettiere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class PanettiereSettingsTest {

    private static final String PREFIX = "maestro.embedded-panettiere.";

    @Test
    void withoutConfigurationHeHasHisUsualHabits() {
        assertThat(habits(Map.of())).isEqualTo(new PanettiereHabits(
                Duration.ofMillis(500), 0.3, Duration.ofSeconds(30), Duration.ofSeconds(3), 0.1, 1.5));
    }

    @Test
    void everyHabitCanBeConfiguredInDecimalSeconds() {
        PanettiereHabits habits = habits(Map.of(
                PREFIX + "time-per-dough-in-seconds", "0.25",
                PREFIX + "dough-time-variance", "0.5",
                PREFIX + "period-between-sleeps-in-seconds", "12.5",
                PREFIX + "sleep-duration-in-seconds", "1.75",
                PREFIX + "probability-of-oversleeping", "0.2",
                PREFIX + "oversleeping-factor", "3"));

        assertThat(habits).isEqualTo(new PanettiereHabits(
                Duration.ofMillis(250), 0.5, Duration.ofMillis(12_500), Duration.ofMillis(1_750), 0.2, 3));
    }

    @Test
    void aTimeLapseDividesEveryDurationAndNothingElse() {
        PanettiereHabits inLife = habits(Map.of());

        assertThat(habits(Map.of(), new TimeLapse(10))).isEqualTo(new PanettiereHabits(
                inLife.timePerDough().dividedBy(10), inLife.doughTimeVariance(), inLife.periodBetweenSleeps().dividedBy(10),
                inLife.sleepDuration().dividedBy(10), inLife.probabilityOfOversleeping(), inLife.oversleepingFactor()));
    }

    @ParameterizedTest
    @CsvSource({
            "time-per-dough-in-seconds, 0",
            "dough-time-variance, 0",
            "dough-time-variance, 1",
            "period-between-sleeps-in-seconds, 0",
            "period-between-sleeps-in-seconds, 0.01",
            "sleep-duration-in-seconds, 0",
            "probability-of-oversleeping, 0",
            "probability-of-oversleeping, 1",
            "oversleeping-factor, 1" })
    void theLimitsAreAllowed(String property, String value) {
        assertThat(habits(Map.of(PREFIX + property, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
            "time-per-dough-in-seconds, -0.5, \"a number of seconds, 0 or more\"",
            "time-per-dough-in-seconds, soon, \"a number of seconds, 0 or more\"",
            "time-per-dough-in-seconds, NaN, \"a number of seconds, 0 or more\"",
            "time-per-dough-in-seconds, Infinity, \"a number of seconds, 0 or more\"",
            "dough-time-variance, -0.1, a number from 0.0 to 1.0",
            "dough-time-variance, 1.1, a number from 0.0 to 1.0",
            "dough-time-variance, NaN, a number from 0.0 to 1.0",
            "period-between-sleeps-in-seconds, -1.0, \"0 (he never sleeps) or a number of seconds, 0.01 or more\"",
            "period-between-sleeps-in-seconds, 0.001, \"0 (he never sleeps) or a number of seconds, 0.01 or more\"",
            "period-between-sleeps-in-seconds, NaN, \"0 (he never sleeps) or a number of seconds, 0.01 or more\"",
            "sleep-duration-in-seconds, -3.0, \"a number of seconds, 0 or more\"",
            "probability-of-oversleeping, -0.1, a number from 0.0 to 1.0",
            "probability-of-oversleeping, 1.5, a number from 0.0 to 1.0",
            "oversleeping-factor, 0.9, a number of at least 1",
            "oversleeping-factor, NaN, a number of at least 1",
            "oversleeping-factor, Infinity, a number of at least 1" })
    void whatMakesNoSenseIsRefusedInOneLine(String property, String value, String allowed) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> habits(Map.of(PREFIX + property, value)))
                .withMessage(PREFIX + property + " is '" + value + "', but must be " + allowed);
    }

    private static PanettiereHabits habits(Map<String, String> configuration) {
        return habits(configuration, new TimeLapse(1));
    }

    private static PanettiereHabits habits(Map<String, String> configuration, TimeLapse lapse) {
        return PanettiereSettings.habits(new SmallRyeConfigBuilder()
                .withMapping(PanettiereSettings.class)
                .withSources(new PropertiesConfigSource(configuration, "test", 100))
                .build()
                .getConfigMapping(PanettiereSettings.class), lapse);
    }
}
