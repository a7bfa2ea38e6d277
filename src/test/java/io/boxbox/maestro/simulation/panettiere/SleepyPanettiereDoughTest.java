package io.boxbox.maestro.simulation.panettiere;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.panettiere.SleepyPanettiere.Activity;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** Unless a test says otherwise, a dough takes 2 s, a sleep 5 s, and one is due after 10 s awake. */
class SleepyPanettiereDoughTest {

    private final VirtualClock clock = new VirtualClock();

    @Test
    void aDoughIsDoneAfterItsTimeAndNotBefore() {
        SleepyPanettiere panettiere = panettiere();
        UniAssertSubscriber<Duration> dough = makeDough(panettiere);

        clock.advance(Duration.ofMillis(1_999));
        dough.assertNotTerminated();
        clock.advance(Duration.ofMillis(1));
        dough.assertCompleted().assertItem(Duration.ofSeconds(2));
    }

    @Test
    void aDoughThatTakesNoTimeIsDoneAtOnce() {
        SleepyPanettiere panettiere = panettiere(new PanettiereHabits(Duration.ZERO, 0.3, Duration.ZERO, Duration.ZERO, 0, 1));

        makeDough(panettiere).assertCompleted();
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void severalDoughsAreMadeAtATime() {
        SleepyPanettiere panettiere = panettiere();
        UniAssertSubscriber<Duration> first = makeDough(panettiere);
        clock.advance(Duration.ofSeconds(1));
        UniAssertSubscriber<Duration> second = makeDough(panettiere);

        clock.advance(Duration.ofSeconds(1));
        first.assertCompleted();
        second.assertNotTerminated();
        clock.advance(Duration.ofSeconds(1));
        second.assertCompleted();
    }

    @Test
    void everySubscriptionIsADoughOfItsOwn() {
        SleepyPanettiere panettiere = panettiere();
        var dough = panettiere.makeDough();
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);

        dough.subscribe().withSubscriber(UniAssertSubscriber.create());
        clock.advance(Duration.ofSeconds(1));
        dough.subscribe().withSubscriber(UniAssertSubscriber.create());

        clock.advance(Duration.ofSeconds(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.MAKING_DOUGH);
        clock.advance(Duration.ofSeconds(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void aCancelledDoughIsNoLongerInHand() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(9));
        UniAssertSubscriber<Duration> dough = makeDough(panettiere);
        clock.advance(Duration.ofMillis(1_500));

        dough.cancel();

        assertThat(panettiere.activity()).as("the sleep it put off").isEqualTo(Activity.SLEEPING);
    }

    @Test
    void cancellingADoughThatIsDoneLeavesTheOthersInHand() {
        SleepyPanettiere panettiere = panettiere();
        UniAssertSubscriber<Duration> done = makeDough(panettiere);
        clock.advance(Duration.ofSeconds(1));
        makeDough(panettiere);
        clock.advance(Duration.ofSeconds(1));

        done.cancel();

        assertThat(panettiere.activity()).isEqualTo(Activity.MAKING_DOUGH);
        clock.advance(Duration.ofSeconds(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void doughsOfManyThreadsAreAllCounted() throws Exception {
        SleepyPanettiere panettiere = panettiere(
                new PanettiereHabits(Duration.ZERO, 0, Duration.ofSeconds(10), Duration.ofSeconds(5), 0, 1));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                done.add(threads.submit(() -> {
                    for (int dough = 0; dough < 5_000; dough++) {
                        makeDough(panettiere).assertCompleted();
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
        clock.advance(Duration.ofSeconds(10));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    private SleepyPanettiere panettiere() {
        return panettiere(sleeping(Duration.ofSeconds(10), 0));
    }

    private SleepyPanettiere panettiere(PanettiereHabits habits) {
        return new SleepyPanettiere(habits, clock.kitchenClock(), new Random(7));
    }

    private static PanettiereHabits sleeping(Duration period, double probabilityOfOversleeping) {
        return new PanettiereHabits(Duration.ofSeconds(2), 0, period, Duration.ofSeconds(5), probabilityOfOversleeping, 1.5);
    }

    private static UniAssertSubscriber<Duration> makeDough(SleepyPanettiere panettiere) {
        return panettiere.makeDough().subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
