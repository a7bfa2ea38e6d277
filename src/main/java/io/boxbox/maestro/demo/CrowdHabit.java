package io.boxbox.maestro.demo;

import java.time.Duration;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * How a crowd orders: a quiet base load and, each time its team wins, a surge.
 *
 * @param betweenOrders on average, between two orders of the base load; more than zero
 * @param betweenSurges from the start of a surge to the start of the next; more than zero
 * @param surge how long the orders of a surge take to come in; zero if they all come at once
 * @param ordersPerSurge at least 1
 */
record CrowdHabit(Duration betweenOrders, Duration betweenSurges, Duration surge, int ordersPerSurge) {

    /**
     * As it is configured and lived in a time lapse.
     *
     * @throws ConfigurationException naming the first property that makes no sense, its value and what is allowed
     */
    static CrowdHabit of(DemoSettings.Crowd settings, TimeLapse lapse) {
        requireMoreThanZero("period-between-orders-in-seconds", settings.periodBetweenOrdersInSeconds());
        requireMoreThanZero("period-between-surges-in-seconds", settings.periodBetweenSurgesInSeconds());
        if (!(settings.surgeDurationInSeconds() >= 0)) {
            throw refused("surge-duration-in-seconds", settings.surgeDurationInSeconds(), "a number of seconds, 0 or more");
        }
        if (settings.ordersPerSurge() < 1) {
            throw refused("orders-per-surge", settings.ordersPerSurge(), "a whole number of at least 1");
        }
        return new CrowdHabit(lapse.of(seconds(settings.periodBetweenOrdersInSeconds())),
                lapse.of(seconds(settings.periodBetweenSurgesInSeconds())),
                lapse.of(seconds(settings.surgeDurationInSeconds())), settings.ordersPerSurge());
    }

    private static void requireMoreThanZero(String property, double value) {
        if (!(value > 0)) {
            throw refused(property, value, "a number of seconds greater than 0");
        }
    }

    private static ConfigurationException refused(String property, Number value, String allowed) {
        return new ConfigurationException(
                "maestro.demo.crowd." + property + " is '" + value + "', but must be " + allowed);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
