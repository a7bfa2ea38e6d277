package io.boxbox.maestro.simulation.panettiere;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.smallrye.mutiny.Uni;

/**
 * A baker who makes any number of doughs at a time and sleeps every so often, but never over a dough in hand: a sleep that
 * falls due meanwhile begins when the last one is done. The next sleep is due one whole period after he wakes.
 * <p>
 * His sleeps take no timer: whether he sleeps follows from the clock whenever somebody asks. Safe for use by many threads;
 * nothing blocks, and doughs are emitted on the clock's scheduler, or at once on the caller's thread if they take no time.
 */
final class SleepyPanettiere {

    /** What he is doing, and how he says it. */
    enum Activity {
        SLEEPING("sleeping"),
        MAKING_DOUGH("making dough"),
        IDLE("idle");

        private final String words;

        Activity(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** Numbered, because it may be put down twice: a subscription can still be cancelled after its item. */
    private record Dough(long number, Duration time) {
    }

    private static final Duration UNTIL_WOKEN = Duration.ofDays(36_500);

    private final PanettiereHabits habits;
    private final KitchenClock clock;
    private final RandomGenerator random;
    private final long opening;

    private final Set<Dough> inHand = new HashSet<>();
    private long doughsTaken;
    private boolean asleep;
    /** When he falls asleep or wakes next, counted from the opening. */
    private Duration nextTurn;

    /** Opens the bakery: he is awake, and the first period before a sleep begins now. */
    SleepyPanettiere(PanettiereHabits habits, KitchenClock clock, RandomGenerator random) {
        this.habits = habits;
        this.clock = clock;
        this.random = random;
        this.opening = clock.now();
        this.nextTurn = habits.periodBetweenSleeps();
    }

    /**
     * Makes one dough per subscription. Cancelling leaves it unfinished and out of his hands.
     *
     * @return what the dough took, or {@link PanettiereAsleepException} at once if he is asleep
     */
    Uni<Duration> makeDough() {
        return Uni.createFrom().deferred(() -> {
            Dough dough = takeInHand();
            return clock.pause(dough.time())
                    .onTermination().invoke(() -> putDown(dough));
        });
    }

    /** He falls asleep at once for everyone who asks, finishes what is in his hands, and sleeps until he is woken. */
    synchronized void putToSleep() {
        catchUp();
        asleep = true;
        nextTurn = UNTIL_WOKEN;
    }

    /** He is awake, and the next sleep is due one whole period later. */
    synchronized void wake() {
        asleep = false;
        nextTurn = clock.since(opening).plus(habits.periodBetweenSleeps());
    }

    synchronized Activity activity() {
        catchUp();
        if (asleep) {
            return Activity.SLEEPING;
        }
        return inHand.isEmpty() ? Activity.IDLE : Activity.MAKING_DOUGH;
    }

    private synchronized Dough takeInHand() {
        catchUp();
        if (asleep) {
            throw new PanettiereAsleepException();
        }
        Dough dough = new Dough(++doughsTaken, habits.drawDoughTime(random));
        inHand.add(dough);
        return dough;
    }

    private synchronized void putDown(Dough dough) {
        Duration now = clock.since(opening);
        // A sleep that fell due meanwhile begins only now.
        if (inHand.remove(dough) && nextTurn.compareTo(now) < 0) {
            nextTurn = now;
        }
        catchUp();
    }

    /** Lives through every sleep and waking that is past by now. */
    private void catchUp() {
        Duration now = clock.since(opening);
        while (habits.everSleeps() && inHand.isEmpty() && nextTurn.compareTo(now) <= 0) {
            asleep = !asleep;
            nextTurn = nextTurn.plus(asleep ? habits.drawSleep(random) : habits.periodBetweenSleeps());
        }
    }
}
