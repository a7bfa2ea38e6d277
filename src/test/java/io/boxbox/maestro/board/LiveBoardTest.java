package io.boxbox.maestro.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;

class LiveBoardTest {

    private static final Duration HOURS = Duration.ofHours(2);
    private static final KitchenEvent NEWS = new KitchenEvent.Idle(1);

    private final AtomicInteger writings = new AtomicInteger();
    private final AtomicInteger closerLooks = new AtomicInteger();
    private final LiveBoard board = new LiveBoard(() -> "text " + writings.incrementAndGet(), closerLooks::incrementAndGet,
            Duration.ofMillis(2), HOURS);

    @Test
    void nothingIsWrittenWhenNobodyLooks() {
        board.on(NEWS);
        AssertSubscriber<String> viewer = view(Long.MAX_VALUE);
        viewer.awaitItems(1).cancel();
        int before = writings.get();
        int looks = closerLooks.get();

        for (int i = 0; i < 20; i++) {
            board.on(NEWS);
        }
        awaitTicksOfAnotherBoard();
        assertThat(writings).hasValue(before);
        assertThat(closerLooks).hasValue(looks);
    }

    @Test
    void aViewerSeesHowItIsAndThenOnlyWhatChanges() {
        AssertSubscriber<String> viewer = view(Long.MAX_VALUE);
        viewer.awaitItems(1).assertItems("text 1");
        // Looked at twice in four periods at least, with nothing new to write.
        int looks = closerLooks.get();
        await().until(() -> closerLooks.get() >= looks + 2);
        assertThat(viewer.getItems()).containsExactly("text 1");

        board.on(NEWS);
        viewer.awaitItems(2).assertItems("text 1", "text 2");
        viewer.cancel();
    }

    @Test
    void whereNothingChangesThereIsAnUpdateOnceInAWhileAllTheSame() {
        LiveBoard quiet = new LiveBoard(() -> "text " + writings.incrementAndGet(), () -> {
        }, Duration.ofMillis(2), Duration.ofMillis(50));
        long begin = System.nanoTime();
        AssertSubscriber<String> viewer = quiet.updates(() -> {
        }).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        viewer.awaitItems(4).cancel();
        assertThat(viewer.getItems()).startsWith("text 1", "text 2", "text 3", "text 4");
        // As often as need be, and no more.
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void allViewersReadTheSameText() {
        List<AssertSubscriber<String>> viewers = Stream.generate(() -> view(Long.MAX_VALUE)).limit(500).toList();
        viewers.forEach(viewer -> viewer.awaitItems(1));
        int before = writings.get();
        board.on(NEWS);
        await().until(() -> viewers.stream().allMatch(viewer -> viewer.getLastItem().equals("text " + (before + 1))));
        assertThat(writings).hasValue(before + 1);
        viewers.forEach(AssertSubscriber::cancel);
    }

    @Test
    void aViewerThatDoesNotKeepUpIsSentAwayAndNobodyElseNotices() {
        AtomicReference<AssertSubscriber<String>> slow = new AtomicReference<>();
        slow.set(view(1, () -> slow.get().cancel()));
        AssertSubscriber<String> quick = view(Long.MAX_VALUE);
        slow.get().awaitItems(1);
        await().until(() -> {
            board.on(NEWS);
            return slow.get().isCancelled();
        });
        assertThat(slow.get().getItems()).hasSize(1);

        int items = quick.getItems().size();
        board.on(NEWS);
        quick.awaitItems(items + 1).cancel();
        int before = closerLooks.get();
        awaitTicksOfAnotherBoard();
        assertThat(closerLooks).hasValue(before);
    }

    @Test
    void aLookInBetweenTakesNothingFromThoseWhoFollow() {
        AtomicInteger state = new AtomicInteger();
        LiveBoard other = new LiveBoard(() -> "state " + state, () -> {
        }, Duration.ofMillis(2), HOURS);
        AssertSubscriber<String> follower = other.updates(() -> {
        }).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        follower.awaitItems(1);
        for (int i = 0; i < 30; i++) {
            String next = "state " + state.incrementAndGet();
            other.on(NEWS);
            while (!other.text().equals(next)) {
                Thread.onSpinWait();
            }
            await().until(() -> follower.getLastItem().equals(next));
        }
        follower.cancel();
    }

    @Test
    void aViewerWhoComesAfterAllHaveLeftSeesChangesToo() {
        view(Long.MAX_VALUE).awaitItems(1).cancel();
        AssertSubscriber<String> next = view(Long.MAX_VALUE);
        next.awaitItems(1);
        int items = next.getItems().size();
        board.on(NEWS);
        next.awaitItems(items + 1).cancel();
    }

    // By then this one would have looked, too, if it did.
    private static void awaitTicksOfAnotherBoard() {
        AtomicInteger looks = new AtomicInteger();
        LiveBoard other = new LiveBoard(() -> "text", looks::incrementAndGet, Duration.ofMillis(2), HOURS);
        AssertSubscriber<String> viewer = other.updates(() -> {
        }).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        await().until(() -> looks.get() >= 10);
        viewer.cancel();
    }

    private AssertSubscriber<String> view(long demand) {
        return view(demand, () -> {
        });
    }

    private AssertSubscriber<String> view(long demand, Runnable sendAway) {
        return board.updates(sendAway).subscribe().withSubscriber(AssertSubscriber.create(demand));
    }
}
