package io.boxbox.maestro.kitchen;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;

class LeavingTest {

    private final TestKitchen kitchen = new TestKitchen();

    @Test
    void anIdleMaestroLeavesAtOnce() {
        kitchen.open();
        kitchen.advance(ofSeconds(1));
        kitchen.close();

        assertThat(kitchen.diary).containsExactly("0 claim", "1000 gone");
    }

    @Test
    void theOrderInHandIsFinishedAndTheOnesBehindItAreReleased() {
        kitchen.timePerDough = ofSeconds(3);
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        kitchen.open().place("1", "2", "3");
        kitchen.advance(ofSeconds(1));
        kitchen.close();
        kitchen.advance(ofSeconds(10));

        assertThat(kitchen.diary).endsWith("3000 deliver 1", "3000 acknowledge 1", "3000 release 2", "3000 release 3",
                "3000 gone");
    }

    @Test
    void aSmokeEndsEarlyAndIsToldAsLongAsItWas() {
        kitchen.smoking = new SmokingHabit(ofSeconds(60), 0, 1);
        kitchen.open().place("1", "2");
        kitchen.advance(ofMillis(250));
        kitchen.close();

        assertThat(kitchen.diary).endsWith("250 release 2", "250 gone");
        assertThat(kitchen.events).contains(new BreakEnded(1, new Break(Kind.SMOKE, ofSeconds(60), false), ofMillis(250)));
    }

    @Test
    void aLunchEndsEarly() {
        kitchen.lunch = new LunchHabit(ofSeconds(5), ofSeconds(600));
        kitchen.open();
        kitchen.advance(ofSeconds(7));
        assertThat(kitchen.state()).isEqualTo(MaestroState.LUNCHING);
        kitchen.close();

        assertThat(kitchen.diary).endsWith("7000 gone");
        assertThat(kitchen.events).contains(new BreakEnded(1, new Break(Kind.LUNCH, ofSeconds(600), false), ofSeconds(2)));
    }

    @Test
    void nobodyWhoLeavesStartsABreak() {
        kitchen.timePerDough = ofSeconds(3);
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        kitchen.lunch = new LunchHabit(ofSeconds(1), ofSeconds(600));
        kitchen.open().place("1");
        kitchen.advance(ofSeconds(2));
        kitchen.close();
        kitchen.advance(ofSeconds(1));

        assertThat(kitchen.diary).endsWith("3000 gone");
        assertThat(kitchen.events).noneMatch(event -> event instanceof BreakEnded);
    }
}
