package io.boxbox.maestro.simulation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Habits;
import io.boxbox.maestro.kitchen.Habits.FirstLunches;
import io.boxbox.maestro.kitchen.LunchHabit;
import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.kitchen.SmokingHabit;

class RehearsalTest {

    private static final Habits HABITS = new Habits(new SmokingHabit(Duration.ofSeconds(1), 0.1, 1.5),
            new LunchHabit(Duration.ofSeconds(60), Duration.ofSeconds(10)), FirstLunches.STAGGERED);

    @Test
    void maestrosWhoHaveLittleToDoSpendTheirTimeAsTheArithmeticSays() {
        Day day = Rehearsal.of(scenario(20, 5));

        assertThat(day.placedOrders()).isCloseTo(5L * 2 * 3600, within(600L));
        assertThat(day.waits().getTotalCount()).isCloseTo(day.placedOrders(), within(5L));
        // A smoke lasts 1.05 s on average, and a dough 0.2 s.
        assertThat(day.share(MaestroState.SMOKING)).isCloseTo(5 * 1.05 / 20, within(0.01));
        assertThat(day.share(MaestroState.PROCESSING)).isCloseTo(5 * 0.2 / 20, within(0.01));
        // Lunch comes after the batch in which it falls due.
        assertThat(day.share(MaestroState.LUNCHING)).isCloseTo(10.0 / 72, within(0.02));
        assertThat(day.waits().getValueAtPercentile(95)).isLessThan(1_000_000);
    }

    @Test
    void theQueueGrowsByWhatTooFewMaestrosCannotCook() {
        Day day = Rehearsal.of(scenario(2, 5));

        double begunPerSecond = day.waits().getTotalCount() / 7200.0;
        assertThat(begunPerSecond).isCloseTo(2 / 1.25 * 60 / 75, within(0.15));
        assertThat(day.queue()).isEqualTo((int) (day.placedOrders() - day.waits().getTotalCount()));
        assertThat(day.longestQueue()).isGreaterThanOrEqualTo(day.queue());
        assertThat(day.share(MaestroState.IDLE)).isLessThan(0.01);
        assertThat(day.hours().get(1).meanQueue()).isGreaterThan(day.hours().get(0).meanQueue());
    }

    @Test
    void littlesLawHolds() {
        Day day = Rehearsal.of(scenario(9, 5));

        double meanWait = day.waits().getMean() / 1e6;
        assertThat(day.meanQueue()).isCloseTo(day.placedOrders() / 7200.0 * meanWait, within(0.1));
    }

    @Test
    void theSameSeedIsTheSameDay() {
        Day day = Rehearsal.of(scenario(9, 5));

        assertThat(Rehearsal.of(scenario(9, 5)).waits()).isEqualTo(day.waits());
    }

    @Test
    void theSmallestBrigadeKeepsTheBoundAndASmallerOneDoesNot() {
        Scenario scenario = scenario(1, 5);
        int size = new SmallestBrigade(scenario, Duration.ofSeconds(2)).find().orElseThrow();

        assertThat(Rehearsal.of(scenario.with(size)).waits().getValueAtPercentile(95)).isLessThanOrEqualTo(2_010_000);
        assertThat(Rehearsal.of(scenario.with(size - 1)).waits().getValueAtPercentile(95)).isGreaterThan(1_990_000);
    }

    @Test
    void noBrigadeIsQuickEnoughForABoundOfNothing() {
        Habits slow = new Habits(HABITS.smoking(), new LunchHabit(Duration.ofMillis(1), Duration.ofHours(3)),
                FirstLunches.TOGETHER);
        Scenario scenario = new Scenario(1, 0.01, Duration.ofHours(2), slow, 1, Duration.ofHours(1), Duration.ZERO, 3);

        assertThat(new SmallestBrigade(scenario, Duration.ofMillis(1)).find()).isEmpty();
    }

    private static Scenario scenario(int maestros, double ordersPerSecond) {
        return new Scenario(maestros, ordersPerSecond, Duration.ofHours(2), HABITS, 10, Duration.ofSeconds(5),
                Duration.ofMillis(200), 42);
    }
}
