package io.boxbox.maestro.configuration;

import io.boxbox.maestro.kitchen.Habits;
import io.boxbox.maestro.kitchen.Habits.FirstLunches;
import io.boxbox.maestro.kitchen.LunchHabit;
import io.boxbox.maestro.kitchen.SmokingHabit;
import io.boxbox.maestro.kitchen.TimeLapse;

/** The maestros' habits as they are configured. */
public final class ConfiguredHabits {

    private ConfiguredHabits() {
    }

    /** As they are lived in a time lapse, which may be another than the configured one. */
    public static Habits of(MaestroSettings settings, TimeLapse lapse) {
        return new Habits(
                new SmokingHabit(lapse.of(settings.smokingDurationInSeconds()), settings.probabilityOfOversmoking(),
                        settings.oversmokingFactor()),
                new LunchHabit(lapse.of(settings.periodBetweenLunchInSeconds()), lapse.of(settings.lunchDurationInSeconds())),
                settings.staggerLunches() ? FirstLunches.STAGGERED : FirstLunches.TOGETHER);
    }
}
