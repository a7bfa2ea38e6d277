package io.boxbox.maestro.kitchen;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.Brigade.EventLoop;
import io.boxbox.maestro.kitchen.Habits.FirstLunches;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.boxbox.maestro.simulation.rehearsal.VirtualQueue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class BrigadeTest {

    private final VirtualClock clock = new VirtualClock();
    private final List<String> diary = new ArrayList<>();
    private final List<KitchenEvent> events = new ArrayList<>();

    private SmokingHabit smoking = TestKitchen.NO_SMOKE;
    private LunchHabit lunch = TestKitchen.NO_LUNCH;
    private FirstLunches firstLunches = FirstLunches.STAGGERED;
    private Duration timePerDough = Duration.ZERO;
    private Duration fetchWait = ofSeconds(5);
    private int seed = 42;
    private VirtualQueue<TestOrder> queue;
    private Brigade brigade;

    @Test
    void everybodyCooksAtTheSameTime() {
        timePerDough = ofSeconds(1);
        open(3, 10);
        place("1", "2", "3", "4");
        clock.advance(ofMillis(999));

        assertThat(events).filteredOn(OrderStarted.class::isInstance).extracting(KitchenEvent::maestro)
                .containsExactly(1, 2, 3);
        assertThat(diary).doesNotContain("deliver 1");

        clock.advance(ofMillis(1));
        assertThat(diary).contains("deliver 1", "deliver 2", "deliver 3", "begin 4");
    }

    @Test
    void anOrderGoesAtOnceToTheOneWhoDoesNotSmoke() {
        smoking = new SmokingHabit(ofSeconds(10), 0, 1);
        open(2, 10);
        place("1");
        place("2");

        assertThat(diary).contains("acknowledge 1", "acknowledge 2");
        assertThat(events).filteredOn(OrderStarted.class::isInstance).extracting(KitchenEvent::maestro).containsExactly(1, 2);
    }

    @Test
    void lunchesAreSpreadOverThePeriod() {
        lunch = new LunchHabit(ofSeconds(8), ofSeconds(1));
        fetchWait = ofMillis(100);
        open(4, 1);

        assertThat(lunches(ofSeconds(10))).containsExactly("2000 1", "4000 2", "6000 3", "8000 4");
    }

    @Test
    void lunchesCanBeTogether() {
        lunch = new LunchHabit(ofSeconds(8), ofSeconds(1));
        firstLunches = FirstLunches.TOGETHER;
        fetchWait = ofMillis(100);
        open(4, 1);

        assertThat(lunches(ofSeconds(10))).containsExactly("8000 1", "8000 2", "8000 3", "8000 4");
    }

    @Test
    void theOnlyMaestroGoesAfterAWholePeriod() {
        lunch = new LunchHabit(ofSeconds(8), ofSeconds(1));
        fetchWait = ofMillis(100);
        open(1, 1);

        assertThat(lunches(ofSeconds(10))).containsExactly("8000 1");
    }

    @Test
    void theSameSeedThrowsTheSameDiceForEveryMaestro() {
        List<String> day = smokes(7);

        assertThat(smokes(7)).isEqualTo(day);
        assertThat(smokes(8)).isNotEqualTo(day);
        assertThat(IntStream.rangeClosed(1, 3).mapToObj(maestro -> of(maestro, day)).distinct()).hasSize(3);
    }

    @Test
    void itHasLeftWhenEverybodyHas() {
        smoking = new SmokingHabit(ofSeconds(10), 0, 1);
        timePerDough = ofSeconds(1);
        UniAssertSubscriber<Void> work = open(3, 1);
        place("1");
        clock.advance(ofSeconds(1));
        place("2");

        brigade.leave();
        clock.advance(ofMillis(999));
        work.assertNotTerminated();

        clock.advance(ofMillis(1));
        work.assertCompleted();
        assertThat(diary).contains("acknowledge 2");
    }

    @Test
    void maestrosAreSpreadEvenlyOverTheLoopsAndEachStaysOnHisOwn() {
        List<List<Integer>> begunOn = List.of(new ArrayList<>(), new ArrayList<>());
        int[] running = { -1 };
        List<EventLoop> loops = Stream.of(0, 1).map(number -> new EventLoop(clock.kitchenClock(),
                command -> clock.kitchenClock().scheduler().execute(() -> {
                    running[0] = number;
                    command.run();
                    running[0] = -1;
                }))).toList();
        queue = new VirtualQueue<>(clock.kitchenClock(), fetchWait);
        brigade = new Brigade(5, new Habits(smoking, lunch, firstLunches), new SplittableRandom(seed),
                order -> Uni.createFrom().nothing(), loops, event -> {
                    if (event instanceof OrderStarted) {
                        begunOn.get(running[0]).add(event.maestro());
                    }
                });
        brigade.work(new OrderDispatcher<>(queue, clock.kitchenClock(), clock.kitchenClock().scheduler()), 10).subscribe()
                .with(gone -> {
                });
        clock.advance(Duration.ZERO);
        place("1", "2", "3", "4", "5");

        assertThat(begunOn).containsExactly(List.of(1, 3, 5), List.of(2, 4));
    }

    private UniAssertSubscriber<Void> open(int size, int batch) {
        queue = new VirtualQueue<>(clock.kitchenClock(), fetchWait);
        OrderDispatcher<TestOrder> dispatcher = new OrderDispatcher<>(queue, clock.kitchenClock(),
                clock.kitchenClock().scheduler());
        brigade = new Brigade(size, new Habits(smoking, lunch, firstLunches), new SplittableRandom(seed),
                order -> clock.kitchenClock().pause(timePerDough).replaceWithVoid(),
                List.of(new EventLoop(clock.kitchenClock(), clock.kitchenClock().scheduler())), events::add);
        UniAssertSubscriber<Void> work = brigade.work(dispatcher, batch).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        clock.advance(Duration.ZERO);
        return work;
    }

    private void place(String... orders) {
        Stream.of(orders).map(id -> new TestOrder(id, diary::add)).forEach(queue::place);
        clock.advance(Duration.ZERO);
    }

    private List<String> lunches(Duration until) {
        List<String> lunches = new ArrayList<>();
        while (clock.elapsed().compareTo(until) < 0) {
            int before = events.size();
            clock.advance(ofMillis(100));
            events.subList(before, events.size()).stream()
                    .filter(event -> event instanceof BreakStarted started && started.taken().kind() == Kind.LUNCH)
                    .map(event -> clock.elapsed().toMillis() + " " + event.maestro()).sorted().forEach(lunches::add);
        }
        return lunches;
    }

    // Which of them oversmoke, by maestro, when each has 40 orders.
    private List<String> smokes(int seedOfTheDay) {
        BrigadeTest day = new BrigadeTest();
        day.seed = seedOfTheDay;
        day.smoking = new SmokingHabit(ofSeconds(1), 0.5, 2);
        day.open(3, 40);
        day.place(IntStream.range(0, 120).mapToObj(String::valueOf).toArray(String[]::new));
        day.clock.advance(ofSeconds(100));
        return day.events.stream().filter(BreakStarted.class::isInstance).map(BreakStarted.class::cast)
                .sorted((one, other) -> Integer.compare(one.maestro(), other.maestro()))
                .map(smoke -> smoke.maestro() + " " + smoke.taken().extended()).toList();
    }

    private static String of(int maestro, List<String> smokes) {
        return smokes.stream().filter(smoke -> smoke.startsWith(maestro + " ")).map(smoke -> smoke.substring(2)).limit(20)
                .toList().toString();
    }
}
