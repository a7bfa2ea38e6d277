package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.simulation.Setting;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValue;

/**
 * How a crowd orders: a quiet base load and, each time its team wins, a surge.
 *
 * @param betweenOrders on average, between two orders of the base load; more than zero
 * @param betweenSurges from the start of a surge to the start of the next; more than zero
 * @param surge how long the orders of a surge take to come in; zero if they all come at once
 * @param ordersPerSurge at least 1
 */
public record CrowdHabit(Duration betweenOrders, Duration betweenSurges, Duration surge, int ordersPerSurge) {

    /**
     * As it is configured and lived in a time lapse.
     *
     * @throws ConfigurationException naming the first property that makes no sense, its value and what is allowed
     */
    public static CrowdHabit of(DemoSettings.Crowd settings, TimeLapse lapse) {
        return new CrowdHabit(
                lapse.of(moreThanZeroSeconds(settings.periodBetweenOrdersInSeconds())),
                lapse.of(moreThanZeroSeconds(settings.periodBetweenSurgesInSeconds())),
                lapse.of(Setting.seconds(settings.surgeDurationInSeconds())),
                Setting.wholeNumber(settings.ordersPerSurge(), 1));
    }

    private static Duration moreThanZeroSeconds(ConfigValue setting) {
        return Setting.seconds(setting, "a number of seconds greater than 0",
                period -> period.compareTo(Duration.ZERO) > 0);
    }
}
