package io.boxbox.maestro.simulation.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Habits;
import io.boxbox.maestro.kitchen.Habits.FirstLunches;
import io.boxbox.maestro.kitchen.LunchHabit;
import io.boxbox.maestro.kitchen.SmokingHabit;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.JetStream;
import io.nats.client.Message;

/**
 * What a rehearsal says beside what really happens, on NATS and in a time lapse. In a rehearsal nothing takes time but the
 * breaks;
 * a machine is slower, by who knows how much, and never quicker.
 */
class RehearsalIT {

    private static final int LAPSE = 10;
    private static final int MAESTROS = 3;
    private static final long SEED = 4711;
    private static final int DAYS = 30;
    private static final Duration FETCH_WAIT = Duration.ofSeconds(5);
    private static final Duration SMOKE = Duration.ofSeconds(1);
    private static final Habits HABITS = new Habits(new SmokingHabit(SMOKE, 0.2, 2),
            new LunchHabit(Duration.ofSeconds(40), Duration.ofSeconds(4)), FirstLunches.STAGGERED);

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    @Test
    void aRealDayHasTheRehearsedOrdersAndIsNoQuickerThanTheBreaksAllow() throws Exception {
        PackagedMaestro maestros = PackagedMaestro.start(pizzeria, Map.of(
                "MAESTRO_BRIGADE_SIZE", String.valueOf(MAESTROS),
                "MAESTRO_TIME_LAPSE", String.valueOf(LAPSE),
                "MAESTRO_SEED", String.valueOf(SEED),
                "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", String.valueOf(FETCH_WAIT.toMillis() / 1e3 / LAPSE),
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "1",
                "MAESTRO_PROBABILITY_OF_OVERSMOKING", "0.2",
                "MAESTRO_OVERSMOKING_FACTOR", "2",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "40",
                "MAESTRO_LUNCH_DURATION_IN_SECONDS", "4"));
        await().atMost(30, TimeUnit.SECONDS).until(() -> maestros.output().contains("consuming"));
        List<Day> rehearsed = LongStream.range(SEED, SEED + DAYS).mapToObj(RehearsalIT::day).map(Rehearsal::of).toList();

        Map<String, Instant> planned = place(day(SEED));
        pizzeria.awaitQuiet();

        assertThat(planned).hasSize((int) rehearsed.get(0).placedOrders());
        List<Message> deliveries = pizzeria.read(OrderSubjects.WAITING_DELIVERY + ".*");
        assertThat(deliveries).extracting(RehearsalIT::id).containsExactlyInAnyOrderElementsOf(planned.keySet());
        // Of so many deliveries in a row, one maestro has made two, with a smoke between them.
        List<Instant> times = deliveries.stream().map(RehearsalIT::stored).toList();
        for (int first = 0; first + MAESTROS < times.size(); first++) {
            assertThat(lapsed(times.get(first), times.get(first + MAESTROS))).isGreaterThanOrEqualTo(SMOKE.minusMillis(20));
        }
        Histogram real = new Histogram(3);
        deliveries.forEach(delivery -> real.recordValue(
                lapsed(planned.get(id(delivery)), stored(delivery)).toNanos() / 1_000));
        assertThat(real.getValueAtPercentile(95)).isGreaterThan(real.getValueAtPercentile(50));
        for (double percentile : new double[] { 50, 95 }) {
            double quickest = rehearsed.stream().mapToDouble(day -> day.waits().getValueAtPercentile(percentile)).min()
                    .orElseThrow();
            assertThat((double) real.getValueAtPercentile(percentile)).as("p%.0f", percentile)
                    .isGreaterThanOrEqualTo(quickest * 0.9);
        }
    }

    private static Scenario day(long seed) {
        return new Scenario(MAESTROS, 1.8, Duration.ofMinutes(3), HABITS, 10, FETCH_WAIT, Duration.ZERO, seed);
    }

    // All of the rehearsal's orders, each at its moment, and those moments by their ids.
    private Map<String, Instant> place(Scenario scenario) throws Exception {
        JetStream stream = pizzeria.connection().jetStream();
        Arrivals arrivals = new Arrivals(scenario);
        List<Duration> moments = new ArrayList<>();
        for (Duration next = arrivals.untilNext(); next.compareTo(scenario.length()) <= 0; next = next
                .plus(arrivals.untilNext())) {
            moments.add(next);
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        Map<String, Instant> planned = new HashMap<>();
        Instant begin = Instant.now();
        for (Duration moment : moments) {
            String id = Pizzeria.newId();
            Instant when = begin.plus(moment.dividedBy(LAPSE));
            planned.put(id, when);
            // A reply that takes its time does not hold the next order up.
            clock.schedule(() -> stream.publishAsync(OrderSubjects.WAITING_TO_COOK + "." + id,
                    Pizzeria.order(id, "small", "").getBytes(UTF_8)), Duration.between(Instant.now(), when).toMillis(),
                    MILLISECONDS);
        }
        clock.shutdown();
        assertThat(clock.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        await("all orders").until(() -> pizzeria.count(OrderSubjects.WAITING_TO_COOK + ".*") == planned.size());
        return planned;
    }

    // In the maestros' own time.
    private static Duration lapsed(Instant from, Instant to) {
        return Duration.between(from, to).multipliedBy(LAPSE);
    }

    private static String id(Message message) {
        return OrderSubjects.lastToken(message.getSubject());
    }

    private static Instant stored(Message message) {
        return message.metaData().timestamp().toInstant();
    }
}
