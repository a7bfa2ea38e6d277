package io.boxbox.maestro.rehearsal;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
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
class RehearsalIT {

    private static final int LAPSE = 10;
    private static final int WARM_UP = 50;
    private static final Scenario SCENARIO = new Scenario(3, 1.8, Duration.ofMinutes(5),
            new Habits(new SmokingHabit(Duration.ofSeconds(1), 0.2, 2), new LunchHabit(Duration.ofSeconds(40),
                    Duration.ofSeconds(4)), FirstLunches.STAGGERED),
            10, Duration.ofSeconds(5), Duration.ZERO, 4711);

    @Test
    void ordersWaitAsLongAsTheRehearsalSays() throws Exception {
        Day rehearsed = Rehearsal.of(SCENARIO);
        try (Pizzeria pizzeria = new Pizzeria();
                PackagedMaestro maestros = PackagedMaestro.start(pizzeria, Map.of(
                        "MAESTRO_BRIGADE_SIZE", String.valueOf(SCENARIO.maestros()),
                        "MAESTRO_TIME_LAPSE", String.valueOf(LAPSE),
                        "MAESTRO_SEED", String.valueOf(SCENARIO.seed()),
                        "MAESTRO_ORDER_BATCH_SIZE", String.valueOf(SCENARIO.batch()),
                        "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", String.valueOf(SCENARIO.fetchWait().toMillis() / 1e3 / LAPSE),
                        "MAESTRO_SMOKING_DURATION_IN_SECONDS", "1",
                        "MAESTRO_PROBABILITY_OF_OVERSMOKING", "0.2",
                        "MAESTRO_OVERSMOKING_FACTOR", "2",
                        "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "40",
                        "MAESTRO_LUNCH_DURATION_IN_SECONDS", "4"))) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> maestros.output().contains("consuming"));
            // The first orders of a process take longer than any other.
            for (int order = 0; order < WARM_UP; order++) {
                pizzeria.place();
            }
            pizzeria.awaitQuiet();
            place(pizzeria);
            pizzeria.awaitQuiet();

            Histogram real = waits(pizzeria);
            System.out.printf("rehearsed p50 %.2f s, p95 %.2f s; real p50 %.2f s, p95 %.2f s%n",
                    seconds(rehearsed.waits(), 50), seconds(rehearsed.waits(), 95), seconds(real, 50), seconds(real, 95));
            assertThat(real.getTotalCount()).isEqualTo(rehearsed.placedOrders());
            for (double percentile : new double[] { 50, 95 }) {
                double expected = seconds(rehearsed.waits(), percentile);
                assertThat(seconds(real, percentile)).as("p%.0f", percentile)
                        .isCloseTo(expected, within(1 + expected / 4));
            }
        }
    }

    // All of the rehearsal's orders, each at its moment.
    private static void place(Pizzeria pizzeria) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        Arrivals arrivals = new Arrivals(SCENARIO);
        Duration next = arrivals.untilNext();
        while (next.compareTo(SCENARIO.length()) <= 0) {
            clock.schedule(() -> pizzeria.place(), next.toNanos() / LAPSE, NANOSECONDS);
            next = next.plus(arrivals.untilNext());
        }
        clock.shutdown();
        assertThat(clock.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    // In the maestros' own time, by the moments at which NATS stored order and delivery.
    private static Histogram waits(Pizzeria pizzeria) {
        Map<String, ZonedDateTime> placed = new HashMap<>();
        pizzeria.read(OrderSubjects.WAITING_TO_COOK + ".*").stream().skip(WARM_UP)
                .forEach(order -> placed.put(id(order), stored(order)));
        Histogram waits = new Histogram(3);
        pizzeria.read(OrderSubjects.WAITING_DELIVERY + ".*").stream().skip(WARM_UP).forEach(delivery -> waits.recordValue(
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
