package io.boxbox.maestro.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CollectorWatchTest {

    private final CollectorWatch watch = CollectorWatch.after(0);
    private long spent;
    private double full = 0.97;

    @Test
    void fiveSecondsOfNothingButCollectionAreTooMuch() {
        for (int second = 1; second <= 4; second++) {
            assertThat(collected(950)).as("second %d", second).isFalse();
        }
        assertThat(collected(950)).isTrue();
    }

    @Test
    void aSecondInWhichTheProgramRanBeginsTheCountAgain() {
        for (int second = 0; second < 4; second++) {
            collected(1_000);
        }
        assertThat(collected(500)).isFalse();
        for (int second = 0; second < 4; second++) {
            assertThat(collected(1_000)).isFalse();
        }
    }

    @Test
    void onABusyMachineMostOfTheTimeIsEnough() {
        for (int second = 1; second <= 4; second++) {
            assertThat(collected(700)).as("second %d", second).isFalse();
        }
        assertThat(collected(700)).isTrue();
    }

    @Test
    void aCollectorThatMakesRoomMayTakeItsTime() {
        full = 0.5;
        for (int second = 0; second < 10; second++) {
            assertThat(collected(950)).isFalse();
        }
    }

    @Test
    void aProcessThatWasStoppedForAWhileIsNotTakenForOneThatCollects() {
        for (int period = 0; period < 10; period++) {
            spent += 1_000;
            assertThat(watch.isTooMuch(spent, 60_000, 0.99)).isFalse();
        }
    }

    private boolean collected(long millis) {
        spent += millis;
        return watch.isTooMuch(spent, 1_000, full);
    }
}
