package io.boxbox.maestro.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.overview.LastMinutes;
import io.boxbox.maestro.overview.OrderCounts;
import io.boxbox.maestro.queue.Backlog;
import io.quarkus.runtime.Startup;

/** How the last minutes went. */
// At the start, as Journeys.
@Startup
@Singleton
class Trend {

    /** Seconds to a point of a chart. */
    static final int STEP = 5;

    /** How many points a chart has. */
    static final int POINTS = LastMinutes.SECONDS / STEP;

    private final boolean kept;
    private final OrderCounts orders;
    private final LastMinutes oldest = new LastMinutes();

    Trend(MaestroSettings settings, OrderCounts orders) {
        this.kept = settings.board().enabled();
        this.orders = orders;
    }

    void on(@Observes Backlog read) {
        if (kept) {
            oldest.raise(now(), read.oldest().map(since -> Math.max(0, Duration.between(since, Instant.now()).toMillis()))
                    .orElse(0L));
        }
    }

    /** Deliveries a second, the oldest point first; each is the mean of its seconds, and the current second is left out. */
    List<Double> deliveriesPerSecond() {
        List<Double> points = new ArrayList<>();
        long end = now();
        for (long begin = end - LastMinutes.SECONDS; begin < end; begin += STEP) {
            long sum = 0;
            for (long second = begin; second < begin + STEP; second++) {
                sum += orders.deliveredAt(second);
            }
            points.add(sum / (double) STEP);
        }
        return points;
    }

    /** The largest age of the oldest waiting order, in seconds, for the same points; null where it was not read. */
    List<Double> oldestWaitingSeconds() {
        List<Double> points = new ArrayList<>();
        Double last = null;
        // It is read once in a step, or more rarely where that costs the server much; a step that is missed repeats the one before.
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
