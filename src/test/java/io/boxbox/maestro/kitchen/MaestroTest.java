package io.boxbox.maestro.kitchen;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.smallrye.mutiny.Uni;

class MaestroTest {

    private final TestKitchen kitchen = new TestKitchen();

    @Test
    void anOrderIsBegunGivenDoughDeliveredAndAcknowledgedInThatOrder() {
        kitchen.open().place("42");

        assertThat(kitchen.diary).containsExactly("0 claim", "0 begin 42", "0 dough 42 LARGE CHEDDAR", "0 deliver 42",
                "0 acknowledge 42");
    }

    @Test
    void aLoneOrderDoesNotWaitForItsBatch() {
        kitchen.open();
        kitchen.advance(ofMillis(1234));

        kitchen.place("42");

        assertThat(kitchen.diary).contains("1234 deliver 42");
    }

    @Test
    void anOrderThatArrivesDuringASmokeOfTheSameBatchIsCookedRightAfterIt() {
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        kitchen.open().place("first");
        kitchen.advance(ofMillis(300));

        kitchen.place("second");
        kitchen.advance(ofMillis(700));

        assertThat(kitchen.diary).contains("1000 deliver second");
        assertThat(kitchen.entries("claim")).hasSize(1);
    }

    @Test
    void ordersAreCookedOneAtATimeInTheOrderOfTheQueue() {
        kitchen.timePerDough = ofSeconds(1);
        kitchen.open().place("1", "2", "3");
        kitchen.advance(ofSeconds(3));

        assertThat(kitchen.entries("d")).containsExactly("dough 1 LARGE CHEDDAR", "deliver 1", "dough 2 LARGE CHEDDAR",
                "deliver 2", "dough 3 LARGE CHEDDAR", "deliver 3");
    }

    @Test
    void heClaimsAnotherBatchOnlyWhenTheLastOneIsDone() {
        kitchen.batchSize = 2;
        kitchen.timePerDough = ofSeconds(10);
        kitchen.open().place("1", "2", "3");

        assertThat(kitchen.entries("claim")).hasSize(1);

        kitchen.advance(ofSeconds(20));
        assertThat(kitchen.entries("claim")).hasSize(2);
        assertThat(kitchen.diary).contains("20000 claim", "20000 begin 3");
    }

    @Test
    void anEmptyBatchEndsAfterTheFetchWaitAndIsFollowedByAnother() {
        kitchen.open();
        kitchen.advance(ofSeconds(11));

        assertThat(kitchen.diary).containsExactly("0 claim", "5000 claim", "10000 claim");
    }

    @Test
    void heSmokesAfterEachOrder() {
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1.5);
        kitchen.open().place("1", "2", "3");
        kitchen.advance(ofSeconds(3));

        assertThat(kitchen.diary).contains("0 deliver 1", "1000 deliver 2", "2000 deliver 3");
        assertThat(kitchen.events).filteredOn(BreakEnded.class::isInstance)
                .containsOnly(new BreakEnded(1, new Break(Kind.SMOKE, ofSeconds(1), false), ofSeconds(1))).hasSize(3);
    }

    @Test
    void anOversmokeLastsExactlyBaseTimesFactor() {
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 1, 1.5);
        kitchen.open().place("1", "2");
        kitchen.advance(ofMillis(1499));

        assertThat(kitchen.entries("deliver")).hasSize(1);

        kitchen.advance(ofMillis(1));
        assertThat(kitchen.diary).contains("1500 deliver 2");
        assertThat(kitchen.events).contains(new BreakEnded(1, new Break(Kind.SMOKE, ofMillis(1500), true), ofMillis(1500)));
    }

    @Test
    void oneWhoDoesNotSmokeGoesStraightOn() {
        kitchen.open().place("1", "2", "3");

        assertThat(kitchen.diary).contains("0 deliver 1", "0 deliver 2", "0 deliver 3");
        assertThat(kitchen.events).noneMatch(KitchenEvent.BreakStarted.class::isInstance);
    }

    @Test
    void anOrderWithoutDoughIsHandedBackWithoutASmokeAndTheNextIsCooked() {
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        DoughUnavailableException asleep = new DoughUnavailableException("UNAVAILABLE", "asleep", null);
        kitchen.dough.put("1", Uni.createFrom().failure(asleep));
        kitchen.open().place("1", "2");

        assertThat(kitchen.diary).contains("0 nack 1 asleep", "0 deliver 2");
        assertThat(kitchen.entries("deliver")).containsExactly("deliver 2");
        assertThat(kitchen.events).filteredOn(OrderUnprocessed.class::isInstance).singleElement()
                .satisfies(event -> assertThat(((OrderUnprocessed) event).settled().detail()).isEqualTo(asleep.getMessage()));
    }

    @Test
    void anOrderThatWasGivenBackBeforeItCouldBeBegunIsNotCookedAndTheNextIs() {
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        kitchen.open().place(TestOrder.GIVEN_BACK, "2");

        assertThat(kitchen.diary).contains("0 too late for given-back", "0 begin 2", "0 deliver 2");
        assertThat(kitchen.entries("dough")).containsExactly("dough 2 LARGE CHEDDAR");
        assertThat(kitchen.events).filteredOn(KitchenEvent.OrderStarted.class::isInstance).hasSize(1);
    }

    @Test
    void hisStatusFollowsTheStateDiagram() {
        kitchen.batchSize = 2;
        kitchen.timePerDough = ofSeconds(1);
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        kitchen.lunch = new LunchHabit(ofSeconds(3), ofSeconds(2));
        kitchen.open();
        assertThat(kitchen.state()).isEqualTo(MaestroState.IDLE);

        kitchen.place("1", "2");
        assertThat(kitchen.state()).isEqualTo(MaestroState.PROCESSING);

        kitchen.advance(ofSeconds(1));
        assertThat(kitchen.state()).isEqualTo(MaestroState.SMOKING);

        kitchen.advance(ofSeconds(1));
        assertThat(kitchen.state()).isEqualTo(MaestroState.PROCESSING);

        kitchen.advance(ofSeconds(1));
        assertThat(kitchen.state()).isEqualTo(MaestroState.SMOKING);

        kitchen.advance(ofSeconds(1));
        assertThat(kitchen.state()).isEqualTo(MaestroState.LUNCHING);

        kitchen.advance(ofSeconds(2));
        assertThat(kitchen.state()).isEqualTo(MaestroState.IDLE);
    }

    @Test
    void betweenOrdersOfABatchThatIsStillOpenHeIsIdle() {
        kitchen.smoking = new SmokingHabit(ofSeconds(1), 0, 1);
        kitchen.open().place("1");
        kitchen.advance(ofSeconds(2));

        assertThat(kitchen.state()).isEqualTo(MaestroState.IDLE);
        assertThat(kitchen.entries("claim")).hasSize(1);
    }

    @Test
    void anUnprocessedOrderLeavesHimIdle() {
        kitchen.dough.put("1", Uni.createFrom().failure(new DoughUnavailableException("UNAVAILABLE", "asleep", null)));
        kitchen.open().place("1");

        assertThat(kitchen.state()).isEqualTo(MaestroState.IDLE);
    }

    @Test
    void aCancelledMaestroDoesNothingMore() {
        kitchen.timePerDough = ofSeconds(1);
        kitchen.open().place("1", "2");
        kitchen.cancel();
        kitchen.advance(Duration.ofMinutes(1));

        assertThat(kitchen.entries("deliver")).isEmpty();
        assertThat(kitchen.entries("claim")).hasSize(1);
    }
}
