package io.boxbox.maestro.jetstream.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

class DeliveryThrottleTest {

    // Which may overflow.
    private long now = Long.MAX_VALUE - 1_000;
    private final DeliveryThrottle throttle = new DeliveryThrottle(() -> now);

    @Test
    void aRefusalNowAndThenSlowsNobodyDown() {
        for (int n = 0; n < 10; n++) {
            throttle.refused();
            throttle.refused();
            throttle.accepted();
        }

        assertThat(throttle.ask()).isZero();
        assertThat(throttle.isOn()).isFalse();
    }

    @Test
    void refusalsInARowDoUntilADeliveryIsStored() {
        refuse();
        assertThat(throttle.isOn()).isTrue();
        assertThat(throttle.ask()).isEqualTo(Duration.ofMillis(500));
        throttle.accepted();

        assertThat(throttle.ask()).isZero();
    }

    @Test
    void oneMayTryAndTheNextHasToWaitLonger() {
        refuse();
        now += throttle.ask().toNanos() - 1;
        assertThat(throttle.ask()).isEqualTo(Duration.ofNanos(1));
        now++;

        assertThat(throttle.ask()).isZero();
        assertThat(throttle.ask()).isEqualTo(Duration.ofSeconds(1));
    }

    private void refuse() {
        for (int n = 0; n < 3; n++) {
            throttle.refused();
        }
    }
}
