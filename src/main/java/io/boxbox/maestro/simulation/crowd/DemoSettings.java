package io.boxbox.maestro.simulation.crowd;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.WithDefault;

/** What the demo does; read in the build profiles dev, demo and town only. */
@ConfigMapping(prefix = "maestro.demo")
public interface DemoSettings {

    /** Whether there are a crowd and an account at all. */
    @WithDefault("false")
    boolean enabled();

    /** About how long the demo lasts, in seconds; 0 or less is until it is stopped. */
    @WithDefault("0")
    int seconds();

    /** Whether the account is written in colour, with ANSI escape codes. */
    @WithDefault("false")
    boolean colour();

    Crowd crowd();

    /**
     * Whether what happens in the kitchen is told on the standard output, one line of JSON each, to those who have started it.
     */
    @WithDefault("false")
    boolean report();

    /** How often the crowd orders. The defaults suit one maestro with the default habits. */
    interface Crowd {

        /** On average, between two orders of the base load, in decimal seconds, more than 0. */
        @WithDefault("10")
        ConfigValue periodBetweenOrdersInSeconds();

        /** From the start of a victory surge to the start of the next, in decimal seconds, more than 0. */
        @WithDefault("60")
        ConfigValue periodBetweenSurgesInSeconds();

        /** In which the orders of a surge are placed, in decimal seconds, 0 or more. */
        @WithDefault("2")
        ConfigValue surgeDurationInSeconds();

        /** In one surge, 1 or more. */
        @WithDefault("4")
        ConfigValue ordersPerSurge();
    }
}
