package io.boxbox.maestro.overview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastMinutesTest {

    private static final long NOW = 1_790_000_000;

    private final LastMinutes minutes = new LastMinutes();

    @Test
    void aSecondWithoutANumberHasNone() {
        assertThat(minutes.at(NOW)).isEqualTo(-1);
        assertThat(minutes.at(0)).isEqualTo(-1);
    }

    @Test
    void eachSecondIsCountedByItself() {
        minutes.count(NOW);
        minutes.count(NOW);
        minutes.count(NOW + 1);
        assertThat(minutes.at(NOW)).isEqualTo(2);
        assertThat(minutes.at(NOW + 1)).isEqualTo(1);
    }

    @Test
    void theLargestOfASecondRemains() {
        minutes.raise(NOW, 7);
        minutes.raise(NOW, 3);
        assertThat(minutes.at(NOW)).isEqualTo(7);
    }

    @Test
    void whatIsOlderThanFiveMinutesIsForgotten() {
        minutes.count(NOW);
        minutes.count(NOW + LastMinutes.SECONDS);
        assertThat(minutes.at(NOW)).isEqualTo(1);
        minutes.count(NOW + LastMinutes.SECONDS + 1);
        assertThat(minutes.at(NOW)).isEqualTo(-1);
        assertThat(minutes.at(NOW + LastMinutes.SECONDS + 1)).isEqualTo(1);
    }
}
