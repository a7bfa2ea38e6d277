package io.boxbox.maestro.kitchen;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.KitchenEvent.LunchEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeEnded;

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
        assertThat(kitchen.events).contains(new SmokeEnded(1, ofMillis(250), false));
    }

    @Test
    void aLunchEndsEarly() {
        kitchen.lunch = new LunchHabit(ofSeconds(5), ofSeconds(600));
        kitchen.open();
        kitchen.advance(ofSeconds(7));
        assertThat(kitchen.status()).isEqualTo("lunching");
        kitchen.close();

        assertThat(kitchen.diary).endsWith("7000 gone");
        assertThat(kitchen.events).contains(new LunchEnded(1, ofSeconds(2)));
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
        assertThat(kitchen.events).noneMatch(event -> event instanceof SmokeEnded || event instanceof LunchEnded);
    }
}
