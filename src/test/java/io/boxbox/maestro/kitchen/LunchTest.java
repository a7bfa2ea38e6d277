package io.boxbox.maestro.kitchen;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;

class LunchTest {

    private final TestKitchen kitchen = new TestKitchen();

    @Test
    void lunchComesAfterTheEmptyBatchInWhichItsPeriodPassed() {
        kitchen.lunch = new LunchHabit(ofSeconds(7), ofSeconds(3));
        kitchen.open();
        kitchen.advance(ofMillis(9_999));
        assertThat(kitchen.state()).isEqualTo(MaestroState.IDLE);

        kitchen.advance(ofMillis(1));
        assertThat(kitchen.state()).isEqualTo(MaestroState.LUNCHING);

        kitchen.advance(ofSeconds(3));
        assertThat(kitchen.diary).containsExactly("0 claim", "5000 claim", "13000 claim");
    }

    @Test
    void lunchIsDueExactlyWhenThePeriodHasPassed() {
        kitchen.lunch = new LunchHabit(ofSeconds(10), ofSeconds(3));
        kitchen.open();
        kitchen.advance(ofSeconds(10));

        assertThat(kitchen.state()).isEqualTo(MaestroState.LUNCHING);
    }

    @Test
    void lunchThatFallsDueWhileCookingWaitsForTheEndOfTheBatch() {
        kitchen.batchSize = 2;
        kitchen.timePerDough = ofSeconds(4);
        kitchen.lunch = new LunchHabit(ofSeconds(2), ofSeconds(3));
        kitchen.open().place("1", "2", "3");
        kitchen.advance(ofSeconds(12));

        assertThat(kitchen.diary).contains("4000 deliver 1", "8000 deliver 2", "11000 begin 3");
    }

    @Test
    void lunchThatFallsDueWhileSmokingWaitsForTheEndOfTheBatch() {
        kitchen.batchSize = 2;
        kitchen.smoking = new SmokingHabit(ofSeconds(2), 0, 1);
        kitchen.lunch = new LunchHabit(ofSeconds(1), ofSeconds(3));
        kitchen.open().place("1", "2", "3");
        kitchen.advance(ofSeconds(7));

        assertThat(kitchen.diary).contains("0 deliver 1", "2000 deliver 2", "7000 deliver 3");
    }

    @Test
    void lunchBlocksCooking() {
        kitchen.fetchWait = ofSeconds(1);
        kitchen.lunch = new LunchHabit(ofSeconds(1), ofSeconds(10));
        kitchen.open();
        kitchen.advance(ofSeconds(1));

        kitchen.place("42");
        kitchen.advance(ofMillis(9_999));
        assertThat(kitchen.entries("begin")).isEmpty();

        kitchen.advance(ofMillis(1));
        assertThat(kitchen.diary).contains("11000 deliver 42");
    }

    @Test
    void thePeriodStartsAgainAtTheEndOfLunch() {
        kitchen.fetchWait = ofSeconds(1);
        kitchen.lunch = new LunchHabit(ofSeconds(5), ofSeconds(3));
        kitchen.open();
        kitchen.advance(ofSeconds(24));

        assertThat(lunchTimes()).containsExactly("5000 lunch", "13000 lunch", "21000 lunch");
    }

    @Test
    void lunchLastsAsLongAsConfigured() {
        kitchen.lunch = new LunchHabit(ofSeconds(5), ofMillis(250));
        kitchen.open();
        kitchen.advance(ofSeconds(6));

        assertThat(kitchen.events).containsSequence(new BreakStarted(1, new Break(Kind.LUNCH, ofMillis(250), false)),
                new BreakEnded(1, new Break(Kind.LUNCH, ofMillis(250), false), ofMillis(250)));
    }

    @Test
    void withoutALunchThePeriodStartsAgainAndTheMaestroClaimsAtOnce() {
        kitchen.lunch = new LunchHabit(ofSeconds(5), Duration.ZERO);
        kitchen.open();
        kitchen.advance(ofSeconds(10));

        assertThat(kitchen.diary).containsExactly("0 claim", "5000 claim", "10000 claim");
        assertThat(kitchen.events).noneMatch(BreakStarted.class::isInstance);
    }

    // An empty claim lasts a second here, so the gaps between claims show the lunches.
    private List<String> lunchTimes() {
        List<Long> claims = kitchen.diary.stream().map(entry -> Long.parseLong(entry.substring(0, entry.indexOf(' '))))
                .toList();
        return IntStream.range(1, claims.size())
                .filter(i -> claims.get(i) - claims.get(i - 1) > 1_000)
                .mapToObj(i -> claims.get(i) - 3_000 + " lunch")
                .toList();
    }
}
