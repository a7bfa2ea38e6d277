package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.TimeLapse;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class CrowdHabitTest {

    private static final String PREFIX = "maestro.demo.crowd.";
    private static final TimeLapse LIFE = new TimeLapse(1);

    @Test
    void withoutConfigurationItSuitsOneMaestro() {
        assertThat(habit(Map.of(), LIFE))
                .isEqualTo(new CrowdHabit(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(2), 4));
    }

    @Test
    void readsDecimalSeconds() {
        assertThat(habit(settings("0.5", "20", "0", "8"), LIFE))
                .isEqualTo(new CrowdHabit(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ZERO, 8));
    }

    @Test
    void hurriesInATimeLapse() {
        assertThat(habit(settings("0.5", "20", "1", "8"), new TimeLapse(10)))
                .isEqualTo(new CrowdHabit(Duration.ofMillis(50), Duration.ofSeconds(2), Duration.ofMillis(100), 8));
    }

    @Test
    void namesASettingThatIsNotAllowed() {
        assertRefused(settings("0", "1", "1", "1"),
                "maestro.demo.crowd.period-between-orders-in-seconds is '0', but must be a number of seconds greater than 0");
        assertRefused(settings("1", "NaN", "1", "1"),
                "maestro.demo.crowd.period-between-surges-in-seconds is 'NaN', but must be a number of seconds greater than 0");
        assertRefused(settings("1", "1", "-1.0", "1"),
                "maestro.demo.crowd.surge-duration-in-seconds is '-1.0', but must be a number of seconds, 0 or more");
        assertRefused(settings("1", "1", "1", "0"),
                "maestro.demo.crowd.orders-per-surge is '0', but must be a whole number of at least 1");
        assertRefused(settings("1", "1", "1", "many"),
                "maestro.demo.crowd.orders-per-surge is 'many', but must be a whole number of at least 1");
    }

    private static void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> habit(settings, LIFE)).isInstanceOf(ConfigurationException.class).hasMessage(message);
    }

    private static Map<String, String> settings(String betweenOrders, String betweenSurges, String surge, String perSurge) {
        return Map.of(PREFIX + "period-between-orders-in-seconds", betweenOrders,
                PREFIX + "period-between-surges-in-seconds", betweenSurges,
                PREFIX + "surge-duration-in-seconds", surge,
                PREFIX + "orders-per-surge", perSurge);
    }

    private static CrowdHabit habit(Map<String, String> configuration, TimeLapse lapse) {
        return CrowdHabit.of(new SmallRyeConfigBuilder()
                .withMapping(DemoSettings.class)
                .withSources(new PropertiesConfigSource(configuration, "test", 100))
                .build()
                .getConfigMapping(DemoSettings.class).crowd(), lapse);
    }
}
