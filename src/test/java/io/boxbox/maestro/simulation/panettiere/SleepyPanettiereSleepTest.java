package io.boxbox.maestro.simulation.panettiere;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.panettiere.SleepyPanettiere.Activity;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

/** Unless a test says otherwise, a dough takes 2 s, a sleep 5 s, and one is due after 10 s awake. */
class SleepyPanettiereSleepTest {

    private final VirtualClock clock = new VirtualClock();

    @Test
    void heSleepsWhenThePeriodIsOverAndWakesWhenTheSleepIs() {
        SleepyPanettiere panettiere = panettiere();

        clock.advance(Duration.ofMillis(9_999));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
        clock.advance(Duration.ofMillis(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
        clock.advance(Duration.ofMillis(4_999));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
        clock.advance(Duration.ofMillis(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void whileAsleepHeRefusesDoughAtOnce() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(10));

        makeDough(panettiere).assertFailedWith(PanettiereAsleepException.class, "asleep");

        clock.advance(Duration.ofSeconds(5));
        assertThat(panettiere.activity()).as("a refused dough is not in hand").isEqualTo(Activity.IDLE);
    }

    @Test
    void onceAwakeHeMakesDoughAgain() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(15));

        UniAssertSubscriber<Duration> dough = makeDough(panettiere);
        clock.advance(Duration.ofSeconds(2));

        dough.assertCompleted();
    }

    @Test
    void thePeriodStartsAnewWhenHeWakes() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(15));

        clock.advance(Duration.ofMillis(9_999));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
        clock.advance(Duration.ofMillis(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    @Test
    void heKeepsHisScheduleThoughNobodyLooks() {
        SleepyPanettiere panettiere = panettiere();

        clock.advance(Duration.ofSeconds(15_000 + 9));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
        clock.advance(Duration.ofSeconds(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    @Test
    void aSleepIsPutOffUntilTheDoughInHandIsDone() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(9));
        UniAssertSubscriber<Duration> dough = makeDough(panettiere);

        clock.advance(Duration.ofMillis(1_999));
        assertThat(panettiere.activity()).isEqualTo(Activity.MAKING_DOUGH);
        clock.advance(Duration.ofMillis(1));
        dough.assertCompleted();
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    @Test
    void aSleepPutOffIsNoShorter() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(9));
        makeDough(panettiere);
        clock.advance(Duration.ofSeconds(2));

        clock.advance(Duration.ofMillis(4_999));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
        clock.advance(Duration.ofMillis(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void aSleepIsPutOffUntilTheLastOfSeveralDoughsIsDone() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(9));
        UniAssertSubscriber<Duration> first = makeDough(panettiere);
        clock.advance(Duration.ofMillis(500));
        UniAssertSubscriber<Duration> second = makeDough(panettiere);

        clock.advance(Duration.ofMillis(1_500));
        first.assertCompleted();
        assertThat(panettiere.activity()).isEqualTo(Activity.MAKING_DOUGH);
        clock.advance(Duration.ofMillis(500));
        second.assertCompleted();
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    @Test
    void aNewDoughIsStartedWhileASleepIsPutOff() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(9));
        makeDough(panettiere);
        clock.advance(Duration.ofMillis(1_500));

        UniAssertSubscriber<Duration> late = makeDough(panettiere);

        clock.advance(Duration.ofSeconds(2));
        late.assertCompleted();
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    @Test
    void aDoughDoneBeforeTheSleepIsDueDoesNotMoveIt() {
        SleepyPanettiere panettiere = panettiere();
        clock.advance(Duration.ofSeconds(7));
        makeDough(panettiere);
        clock.advance(Duration.ofSeconds(2));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);

        clock.advance(Duration.ofSeconds(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
        clock.advance(Duration.ofSeconds(5));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void heOversleepsEveryTimeWhenThatIsCertain() {
        SleepyPanettiere panettiere = panettiere(sleeping(Duration.ofSeconds(10), 1));
        clock.advance(Duration.ofSeconds(10));

        clock.advance(Duration.ofMillis(7_499));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
        clock.advance(Duration.ofMillis(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
        clock.advance(Duration.ofMillis(9_999));
        assertThat(panettiere.activity()).as("a whole period after waking late").isEqualTo(Activity.IDLE);
        clock.advance(Duration.ofMillis(1));
        assertThat(panettiere.activity()).isEqualTo(Activity.SLEEPING);
    }

    @Test
    void withAPeriodOfZeroHeNeverSleeps() {
        SleepyPanettiere panettiere = panettiere(sleeping(Duration.ZERO, 0));
        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);

        clock.advance(Duration.ofDays(1));

        assertThat(panettiere.activity()).isEqualTo(Activity.IDLE);
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
