package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * When the crowd does what, in order of time. The first order and the first surge come after a quarter of their periods, so
 * that a short demo shows them too. For one thread.
 */
public final class Timetable implements Iterator<Timetable.Entry> {

    private final CrowdHabit habit;
    private final Duration end;
    private final RandomGenerator dice;
    private Duration nextOrder;
    private Duration surgeStart;
    /** Of the surge that is next or under way; -1 as long as the team has not won. */
    private int surgeOrdersPlaced = -1;

    /** @param end of the timetable: no entry is later */
    Timetable(CrowdHabit habit, Duration end, RandomGenerator dice) {
        this.habit = habit;
        this.end = end;
        this.dice = dice;
        this.nextOrder = pauseBetweenOrders().dividedBy(4);
        this.surgeStart = habit.betweenSurges().dividedBy(4);
    }

    @Override
    public boolean hasNext() {
        return earlier(nextOrder, nextOfSurge()).compareTo(end) <= 0;
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the crowd has gone home");
        }
        return nextOrder.compareTo(nextOfSurge()) <= 0 ? orderOfBaseLoad() : entryOfSurge();
    }

    private Entry orderOfBaseLoad() {
        Entry entry = new Entry(nextOrder, Act.ORDER);
        nextOrder = nextOrder.plus(pauseBetweenOrders());
        return entry;
    }

    private Entry entryOfSurge() {
        Entry entry = new Entry(nextOfSurge(), surgeOrdersPlaced < 0 ? Act.WIN : Act.ORDER);
        surgeOrdersPlaced++;
        if (surgeOrdersPlaced == habit.ordersPerSurge()) {
            surgeOrdersPlaced = -1;
            surgeStart = surgeStart.plus(habit.betweenSurges());
        }
        return entry;
    }

    private Duration nextOfSurge() {
        return surgeOrdersPlaced < 0 ? surgeStart
                : surgeStart.plus(habit.surge().multipliedBy(surgeOrdersPlaced).dividedBy(habit.ordersPerSurge()));
    }

    private Duration pauseBetweenOrders() {
        return Duration.ofNanos(Math.round(habit.betweenOrders().toNanos() * (0.5 + dice.nextDouble())));
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** Something the crowd does, {@code at} a time counted from when it came. */
    record Entry(Duration at, Act act) {
    }

    /** What a crowd can do. */
    public enum Act {
        /** Someone orders a pizza. */
        ORDER,
        /** The team wins: the orders of a surge follow. */
        WIN
    }
}
