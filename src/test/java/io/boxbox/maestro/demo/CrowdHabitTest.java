package io.boxbox.maestro.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.quarkus.runtime.configuration.ConfigurationException;

class CrowdHabitTest {

    private static final TimeLapse LIFE = new TimeLapse(1);

    @Test
    void readsDecimalSeconds() {
        assertThat(CrowdHabit.of(new Settings(0.5, 20, 0, 8), LIFE))
                .isEqualTo(new CrowdHabit(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ZERO, 8));
    }

    @Test
    void hurriesInATimeLapse() {
        assertThat(CrowdHabit.of(new Settings(0.5, 20, 1, 8), new TimeLapse(10)))
                .isEqualTo(new CrowdHabit(Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofMillis(100), 8));
    }

    @Test
    void namesASettingThatIsNotAllowed() {
        assertRefused(new Settings(0, 1, 1, 1),
                "maestro.demo.crowd.period-between-orders-in-seconds is '0.0', but must be a number of seconds greater than 0");
        assertRefused(new Settings(1, Double.NaN, 1, 1),
                "maestro.demo.crowd.period-between-surges-in-seconds is 'NaN', but must be a number of seconds greater than 0");
        assertRefused(new Settings(1, 1, -1, 1),
                "maestro.demo.crowd.surge-duration-in-seconds is '-1.0', but must be a number of seconds, 0 or more");
        assertRefused(new Settings(1, 1, 1, 0),
                "maestro.demo.crowd.orders-per-surge is '0', but must be a whole number of at least 1");
    }

    private static void assertRefused(Settings settings, String message) {
        assertThatThrownBy(() -> CrowdHabit.of(settings, LIFE)).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }

    private record Settings(double periodBetweenOrdersInSeconds, double periodBetweenSurgesInSeconds,
            double surgeDurationInSeconds, int ordersPerSurge) implements DemoSettings.Crowd {
    }
}
