package io.boxbox.maestro.rehearsal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Habits;
import io.boxbox.maestro.kitchen.Habits.FirstLunches;
import io.boxbox.maestro.kitchen.LunchHabit;
import io.boxbox.maestro.kitchen.SmokingHabit;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Message;

/** What a rehearsal says beside what really happens, on NATS and in a time lapse. */
@Tag("alone")
class RehearsalIT {

    private static final int LAPSE = 10;
    private static final int WARM_UP = 50;
    private static final int MAESTROS = 3;
    private static final long SEED = 4711;
    private static final int DAYS = 30;
    private static final Duration FETCH_WAIT = Duration.ofSeconds(5);
    private static final Habits HABITS = new Habits(new SmokingHabit(Duration.ofSeconds(1), 0.2, 2),
            new LunchHabit(Duration.ofSeconds(40), Duration.ofSeconds(4)), FirstLunches.STAGGERED);

    @Test
    void aRealDayIsOneOfThoseThatWereRehearsed() throws Exception {
        try (Pizzeria pizzeria = new Pizzeria();
                PackagedMaestro maestros = PackagedMaestro.start(pizzeria, Map.of(
                        "MAESTRO_BRIGADE_SIZE", String.valueOf(MAESTROS),
                        "MAESTRO_TIME_LAPSE", String.valueOf(LAPSE),
                        "MAESTRO_SEED", String.valueOf(SEED),
                        "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", String.valueOf(FETCH_WAIT.toMillis() / 1e3 / LAPSE),
                        "MAESTRO_SMOKING_DURATION_IN_SECONDS", "1",
                        "MAESTRO_PROBABILITY_OF_OVERSMOKING", "0.2",
                        "MAESTRO_OVERSMOKING_FACTOR", "2",
                        "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "40",
                        "MAESTRO_LUNCH_DURATION_IN_SECONDS", "4"))) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> maestros.output().contains("consuming"));
            // The first orders of a process take longer than any other.
            for (int order = 0; order < WARM_UP; order++) {
                pizzeria.place();
                pizzeria.awaitQuiet();
            }
            // What the machine takes for an order is a while, too, for those who live so fast.
            Duration timePerOrder = Duration.ofNanos(waits(pizzeria, WARM_UP / 2).getValueAtPercentile(50) * 1_000);
            LongFunction<Scenario> day = seed -> new Scenario(MAESTROS, 1.8, Duration.ofMinutes(5), HABITS, 10, FETCH_WAIT,
                    timePerOrder, seed);
            List<Histogram> rehearsed = LongStream.range(SEED, SEED + DAYS).mapToObj(day).map(Rehearsal::of).map(Day::waits)
                    .toList();
            place(pizzeria, day.apply(SEED));
            pizzeria.awaitQuiet();

            Histogram real = waits(pizzeria, WARM_UP);
            for (double percentile : new double[] { 50, 95 }) {
                DoubleSummaryStatistics days = rehearsed.stream()
                        .mapToDouble(waits -> seconds(waits, percentile) + timePerOrder.toNanos() / 1e9).summaryStatistics();
                assertThat(seconds(real, percentile)).as("p%.0f, among days with %s", percentile, days)
                        .isBetween(days.getMin() * 0.9, days.getMax() * 1.1);
            }
        }
    }

    // All of the rehearsal's orders, each at its moment.
    private static void place(Pizzeria pizzeria, Scenario scenario) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        Arrivals arrivals = new Arrivals(scenario);
        Duration next = arrivals.untilNext();
        while (next.compareTo(scenario.length()) <= 0) {
            clock.schedule(() -> pizzeria.place(), next.toNanos() / LAPSE, NANOSECONDS);
            next = next.plus(arrivals.untilNext());
        }
        clock.shutdown();
        assertThat(clock.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    // From order to delivery, in the maestros' own time, by the moments at which NATS stored order and delivery.
    private static Histogram waits(Pizzeria pizzeria, int skipped) {
        Map<String, ZonedDateTime> placed = new HashMap<>();
        pizzeria.read(OrderSubjects.WAITING_TO_COOK + ".*").stream().skip(skipped)
                .forEach(order -> placed.put(id(order), stored(order)));
        Histogram waits = new Histogram(3);
        pizzeria.read(OrderSubjects.WAITING_DELIVERY + ".*").stream().skip(skipped).forEach(delivery -> waits.recordValue(
                Duration.between(placed.get(id(delivery)), stored(delivery)).toNanos() * LAPSE / 1_000));
        return waits;
    }

    private static String id(Message message) {
        return OrderSubjects.lastToken(message.getSubject());
    }

    private static ZonedDateTime stored(Message message) {
        return message.metaData().timestamp();
    }

    private static double seconds(Histogram waits, double percentile) {
        return waits.getValueAtPercentile(percentile) / 1e6;
    }
}
