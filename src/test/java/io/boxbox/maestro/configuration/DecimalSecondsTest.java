package io.boxbox.maestro.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalSecondsTest {

    @ParameterizedTest
    @CsvSource({ "0,PT0S", "1,PT1S", "0.25,PT0.25S", ".5,PT0.5S", "60,PT1M", "1e-3,PT0.001S", "0.000000001,PT0.000000001S" })
    void decimalSecondsAreExact(String seconds, Duration duration) {
        assertThat(new DecimalSeconds().convert(seconds)).isEqualTo(duration);
    }
}
