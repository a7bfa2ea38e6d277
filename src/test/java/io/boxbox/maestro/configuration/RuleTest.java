package io.boxbox.maestro.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {

    @ParameterizedTest
    @ValueSource(strings = { "localhost:8888", "10.0.0.1:1", "panettiere.box-box.svc:65535", "[::1]:8888" })
    void hostAndPortAreTakenInEveryForm(String address) {
        assertThat(Rule.target().allows(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "localhost", ":8888", "localhost:", "localhost:0", "localhost:65536", "a b:1", "::1:8888",
            "http://localhost:8888", "localhost:8888/", "localhost:+1" })
    void whatIsNotHostAndPortIsRefused(String address) {
        assertThat(Rule.target().allows(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "0", "0.25", "1e-3", "86400" })
    void decimalNumbersAreTaken(String number) {
        assertThat(Rule.secondsOrNone().allows(number)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "NaN", "Infinity", "1d", "0x10", "1,5", "1 s", "1e300", "-0.1" })
    void whatIsNoDecimalNumberInRangeIsRefused(String number) {
        assertThat(Rule.secondsOrNone().allows(number)).isFalse();
    }
}
