package io.boxbox.maestro.simulation.crowd;

import static io.boxbox.maestro.simulation.crowd.Timetable.Act.ORDER;
import static io.boxbox.maestro.simulation.crowd.Timetable.Act.WIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.rehearsal.VirtualClock;

class CrowdTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private final VirtualClock clock = new VirtualClock();
    private final List<Timetable.Entry> acts = new ArrayList<>();
    private final AtomicBoolean wentHome = new AtomicBoolean();

    @Test
    void ordersQuietlyWhileTheTeamDoesNotWin() {
        crowdComes(new CrowdHabit(Duration.ofSeconds(2), NEVER, Duration.ZERO, 1), Duration.ofHours(1));

        clock.advance(Duration.ofSeconds(200));

        assertThat(acts).hasSizeBetween(90, 110).allMatch(act -> act.act() == ORDER);
        assertThat(pauses()).allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    }

    @Test
    void ordersForTheFirstTimeSoonAfterItCame() {
        crowdComes(new CrowdHabit(Duration.ofSeconds(4), NEVER, Duration.ZERO, 1), Duration.ofHours(1));

        clock.advance(Duration.ofMillis(1_500));

        assertThat(acts).hasSize(1);
    }

    @Test
    void ordersAllAtOnceWheneverTheTeamWins() {
        crowdComes(new CrowdHabit(NEVER, Duration.ofSeconds(20), Duration.ofSeconds(2), 4), Duration.ofHours(1));

        clock.advance(Duration.ofSeconds(44));

        assertThat(acts).containsExactly(
                at(5.0, WIN), at(5.0, ORDER), at(5.5, ORDER), at(6.0, ORDER), at(6.5, ORDER),
                at(25.0, WIN), at(25.0, ORDER), at(25.5, ORDER), at(26.0, ORDER), at(26.5, ORDER));
    }

    @Test
    void keepsOrderingQuietlyDuringASurge() {
        crowdComes(new CrowdHabit(Duration.ofSeconds(1), Duration.ofSeconds(40), Duration.ofSeconds(10), 5),
                Duration.ofHours(1));

        clock.advance(Duration.ofSeconds(20));

        assertThat(acts.stream().filter(act -> act.act() == ORDER)).hasSizeBetween(20, 30);
        assertThat(acts).isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
    }

    @Test
    void goesHomeWhenItsStayIsOver() {
        crowdComes(new CrowdHabit(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(1), 3),
                Duration.ofSeconds(15));

        clock.advance(Duration.ofSeconds(16));
        int actsOfItsStay = acts.size();
        clock.advance(Duration.ofSeconds(60));

        assertThat(wentHome).isTrue();
        assertThat(acts).hasSize(actsOfItsStay).allMatch(act -> act.at().compareTo(Duration.ofSeconds(15)) <= 0);
    }

    private void crowdComes(CrowdHabit habit, Duration stay) {
        new Crowd(habit, clock.kitchenClock(), new Random(7)).come(stay).subscribe().with(
                act -> acts.add(new Timetable.Entry(clock.elapsed(), act)),
                () -> wentHome.set(true));
    }

    private List<Duration> pauses() {
        List<Duration> pauses = new ArrayList<>();
        for (int i = 1; i < acts.size(); i++) {
            pauses.add(acts.get(i).at().minus(acts.get(i - 1).at()));
        }
        return pauses;
    }

    private static Timetable.Entry at(double seconds, Timetable.Act act) {
        return new Timetable.Entry(Duration.ofMillis(Math.round(seconds * 1000)), act);
    }
}
