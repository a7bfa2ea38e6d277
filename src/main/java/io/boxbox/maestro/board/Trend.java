package io.boxbox.maestro.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.OrderSettled;
import io.quarkus.runtime.Startup;

/** What has become of orders so far, and how the last minutes went. */
// At the start, as Journeys.
@Startup
@Singleton
class Trend {

    /** Seconds to a point of a chart. */
    static final int STEP = 5;

    /** How many points a chart has. */
    static final int POINTS = LastMinutes.SECONDS / STEP;

    private final boolean kept;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder handedBack = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LastMinutes deliveries = new LastMinutes();
    private final LastMinutes oldest = new LastMinutes();

    Trend(MaestroSettings settings) {
        this.kept = settings.board().enabled();
    }

    void on(@Observes OrderSettled order) {
        if (!kept) {
            return;
        }
        switch (order.outcome()) {
            case DELIVERED -> {
                delivered.increment();
                deliveries.count(now());
            }
            case HANDED_BACK -> handedBack.increment();
            case DEAD_LETTER -> deadLetters.increment();
            case ALREADY_DELIVERED, RELEASED -> {
            }
        }
    }

    void on(@Observes Backlog read) {
        if (kept) {
            oldest.raise(now(), read.oldest().map(since -> Math.max(0, Duration.between(since, Instant.now()).toMillis()))
                    .orElse(0L));
        }
    }

    long delivered() {
        return delivered.sum();
    }

    long handedBack() {
        return handedBack.sum();
    }

    long deadLetters() {
        return deadLetters.sum();
    }

    /** Deliveries a second, the oldest point first; each is the mean of its seconds, and the current second is left out. */
    List<Double> deliveriesPerSecond() {
        List<Double> points = new ArrayList<>();
        long end = now();
        for (long begin = end - LastMinutes.SECONDS; begin < end; begin += STEP) {
            long sum = 0;
            for (long second = begin; second < begin + STEP; second++) {
                sum += Math.max(0, deliveries.at(second));
            }
            points.add(sum / (double) STEP);
        }
        return points;
    }

    /** The largest age of the oldest waiting order, in seconds, for the same points; null where it was not read. */
    List<Double> oldestWaitingSeconds() {
        List<Double> points = new ArrayList<>();
        Double last = null;
        // It is read once in a step at least, when it is read at all; a step that is just missed repeats the one before.
        long end = now();
        for (long begin = end - LastMinutes.SECONDS; begin < end; begin += STEP) {
            long most = -1;
            for (long second = begin + 1; second <= begin + STEP; second++) {
                most = Math.max(most, oldest.at(second));
            }
            last = most < 0 ? last : Double.valueOf(most / 1000.0);
            points.add(last);
        }
        return points;
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
