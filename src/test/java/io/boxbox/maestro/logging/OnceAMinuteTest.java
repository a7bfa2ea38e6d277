package io.boxbox.maestro.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.rehearsal.VirtualClock;

class OnceAMinuteTest {

    private final VirtualClock clock = new VirtualClock();
    private final OnceAMinute once = new OnceAMinute(() -> clock.elapsed().toNanos());

    @Test
    void whatRepeatsIsDueOnceAMinute() {
        assertThat(once.isDue("a")).isTrue();
        clock.advance(Duration.ofMinutes(1).minusNanos(1));
        assertThat(once.isDue("a")).isFalse();
        clock.advance(Duration.ofNanos(1));

        assertThat(once.isDue("a")).isTrue();
    }

    @Test
    void whatRepeatsWithinOneTickOfTheClockIsDueOnce() {
        assertThat(once.isDue("a")).isTrue();
        assertThat(once.isDue("a")).isFalse();
    }

    @Test
    void eachKindIsDueByItself() {
        assertThat(once.isDue("a")).isTrue();
        assertThat(once.isDue("b")).isTrue();
    }
}
