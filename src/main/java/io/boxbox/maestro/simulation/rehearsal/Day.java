package io.boxbox.maestro.simulation.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.HdrHistogram.Histogram;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.MaestroState;

/** The account of one day: how orders waited, how long the queue was, and what the maestros did. For one thread. */
final class Day {

    private static final long HOUR = Duration.ofHours(1).toNanos();
    private static final int DIGITS = 3;

    private final KitchenClock clock;
    private final long morning;
    private final List<Hour> hours = new ArrayList<>();
    private final Histogram waits = new Histogram(DIGITS);
    private final MaestroState[] doing;
    private final long[] since;
    private final double[] spent = new double[MaestroState.values().length];
    private long queueSince;
    private int queue;

    Day(int maestros, Duration length, KitchenClock clock) {
        this.clock = clock;
        this.morning = clock.now();
        this.queueSince = morning;
        this.doing = new MaestroState[maestros];
        this.since = new long[maestros];
        for (int maestro = 0; maestro < maestros; maestro++) {
            doing[maestro] = MaestroState.IDLE;
            since[maestro] = morning;
        }
        for (long begin = 0; begin < length.toNanos(); begin += HOUR) {
            hours.add(new Hour(Math.min(HOUR, length.toNanos() - begin)));
        }
    }

    /** An order has come into the queue. */
    void placed() {
        queueIs(queue + 1);
        hour(clock.now()).placed++;
    }

    /** A maestro has begun with an order that was placed then. */
    void begun(long placed) {
        queueIs(queue - 1);
        long waited = (clock.now() - placed) / 1_000;
        waits.recordValue(waited);
        hour(clock.now()).waits.recordValue(waited);
    }

    void on(KitchenEvent event) {
        if (event instanceof OrderStarted) {
            transitionTo(event.maestro(), MaestroState.PROCESSING);
        } else if (event instanceof BreakStarted started) {
            transitionTo(event.maestro(), started.taken().kind().state());
        } else if (event instanceof Idle) {
            transitionTo(event.maestro(), MaestroState.IDLE);
        }
    }

    /** The day is over: counts what is still going on. */
    void end() {
        queueIs(queue);
        for (int maestro = 1; maestro <= doing.length; maestro++) {
            transitionTo(maestro, doing[maestro - 1]);
        }
    }

    List<Hour> hours() {
        return hours;
    }

    /** How long orders waited in the queue until a maestro began with them, in microseconds. */
    Histogram waits() {
        return waits;
    }

    /** Orders that wait now. */
    int queue() {
        return queue;
    }

    long placedOrders() {
        return hours.stream().mapToLong(hour -> hour.placed).sum();
    }

    /** Orders in the queue, on average over time. */
    double meanQueue() {
        return hours.stream().mapToDouble(hour -> hour.queueTimesNanos).sum()
                / hours.stream().mapToLong(hour -> hour.nanos).sum();
    }

    /** The longest that the queue ever was. */
    int longestQueue() {
        return hours.stream().mapToInt(hour -> hour.longestQueue).max().orElse(0);
    }

    /** Which part of all maestros' time went into this, 0 to 1. */
    double share(MaestroState state) {
        double all = 0;
        for (double nanos : spent) {
            all += nanos;
        }
        return spent[state.ordinal()] / all;
    }

    private void transitionTo(int maestro, MaestroState state) {
        long now = clock.now();
        spent[doing[maestro - 1].ordinal()] += now - since[maestro - 1];
        since[maestro - 1] = now;
        doing[maestro - 1] = state;
    }

    private void queueIs(int length) {
        long now = clock.now();
        while (queueSince < now) {
            Hour hour = hour(queueSince);
            long until = Math.min(now, morning + ((queueSince - morning) / HOUR + 1) * HOUR);
            hour.queueTimesNanos += (double) queue * (until - queueSince);
            hour.longestQueue = Math.max(hour.longestQueue, queue);
            queueSince = until;
        }
        queue = length;
        hour(now).longestQueue = Math.max(hour(now).longestQueue, queue);
    }

    private Hour hour(long moment) {
        return hours.get((int) Math.min(hours.size() - 1, (moment - morning) / HOUR));
    }

    /** One hour of it, or what is left of the last one. */
    static final class Hour {

        private final long nanos;
        private final Histogram waits = new Histogram(DIGITS);
        private long placed;
        private double queueTimesNanos;
        private int longestQueue;

        private Hour(long nanos) {
            this.nanos = nanos;
        }

        long placed() {
            return placed;
        }

        Histogram waits() {
            return waits;
        }

        double meanQueue() {
            return queueTimesNanos / nanos;
        }

        int longestQueue() {
            return longestQueue;
        }
    }
}
