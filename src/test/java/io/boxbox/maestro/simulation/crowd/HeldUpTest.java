package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.crowd.Ledger.Life;

class HeldUpTest {

    private static final Instant START = Instant.parse("2026-05-04T15:00:00Z");

    @Test
    void countsTheTimeInWhichOrdersWaitedAndNoneEnded() {
        List<Life> lives = List.of(life(0, 1), life(2, 9), life(4, 9.5), life(10, 10.5));

        // NATS was away from 3 to 8 s: the order of 2 s waited, and nothing ended between 1 s and 9 s.
        assertThat(reckon(lives, 3, 8)).isEqualTo(new HeldUp(Duration.ofSeconds(7), Duration.ofSeconds(7), 2));
    }

    @Test
    void doesNotCountTheTimeInWhichNobodyWaited() {
        List<Life> lives = List.of(life(0, 1), life(20, 21));

        assertThat(reckon(lives, 3, 8)).isEqualTo(new HeldUp(Duration.ofSeconds(1), Duration.ofSeconds(1), 1));
    }

    @Test
    void doesNotCountAnOrderThatWaitsWhileOthersEnd() {
        List<Life> lives = List.of(life(0, 10), life(1, 2), life(3, 4), life(5, 6), life(7, 8));

        // A Maestro was killed at 1 s, and his order came back at 10 s; others cooked on.
        HeldUp cost = reckon(lives, 1.5, 9);

        assertThat(cost.stall()).isEqualTo(Duration.ofSeconds(2));
        assertThat(cost.longestWait()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void isFeltUntilTheFirstOrderEndsAfterIt() {
        List<Life> lives = List.of(life(0, 1), life(5, 8), life(30, 60));

        // A moment's trouble, with nobody there; the next order felt it.
        assertThat(reckon(lives, 4, 4)).isEqualTo(new HeldUp(Duration.ofSeconds(3), Duration.ofSeconds(3), 1));
    }

    @Test
    void lastsUntilNowForAnOrderThatHasNotEnded() {
        assertThat(reckon(List.of(life(0, 1), new Life(at(2), null)), 3, 3))
                .isEqualTo(new HeldUp(Duration.ofSeconds(98), Duration.ofSeconds(98), 1));
    }

    @Test
    void costsNothingWithoutOrders() {
        assertThat(reckon(List.of(), 1, 2)).isEqualTo(new HeldUp(Duration.ZERO, Duration.ZERO, 0));
    }

    private static HeldUp reckon(List<Life> lives, double from, double to) {
        return HeldUp.reckon(lives, at(from), at(to), at(100));
    }

    private static Life life(double from, double to) {
        return new Life(at(from), at(to));
    }

    private static Instant at(double second) {
        return START.plusMillis(Math.round(second * 1_000));
    }
}
