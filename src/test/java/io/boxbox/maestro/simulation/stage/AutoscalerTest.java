package io.boxbox.maestro.simulation.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class AutoscalerTest {

    private final Autoscaler policy = new Autoscaler(10, 1, 4, Duration.ofSeconds(5));

    @Test
    void thereIsOneForEachSoManyOrdersWithinItsBounds() {
        assertThat(new Autoscaler(10, 2, 4, Duration.ZERO).wanted(Duration.ZERO, 0)).isEqualTo(2);
        assertThat(policy.wanted(Duration.ZERO, 10)).isEqualTo(1);
        assertThat(policy.wanted(Duration.ofSeconds(1), 11)).isEqualTo(2);
        assertThat(policy.wanted(Duration.ofSeconds(2), 1_000_000_000_000L)).isEqualTo(4);
    }

    @Test
    void moreComeAtOnceAndFewerOnlyAfterAWhile() {
        assertThat(policy.wanted(Duration.ofSeconds(1), 35)).isEqualTo(4);
        assertThat(policy.wanted(Duration.ofSeconds(3), 15)).isEqualTo(4);
        assertThat(policy.wanted(Duration.ofSeconds(6), 0)).isEqualTo(4);
        assertThat(policy.wanted(Duration.ofSeconds(7), 0)).as("15 orders five seconds ago").isEqualTo(2);
        assertThat(policy.wanted(Duration.ofSeconds(9), 0)).isEqualTo(1);
    }
}
