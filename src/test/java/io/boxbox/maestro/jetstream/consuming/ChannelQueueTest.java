package io.boxbox.maestro.jetstream.consuming;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.scripted.RecordedLog;
import io.boxbox.maestro.kitchen.OrderQueue.PullListener;
import io.smallrye.mutiny.Multi;

class ChannelQueueTest {

    private final TestConsumer test = new TestConsumer();
    private final List<String> diary = new ArrayList<>();

    @Test
    void everyPullIsASubscriptionThatKnowsItsBatch() {
        List<Integer> batches = new ArrayList<>();
        ChannelQueue queue = queue(Multi.createFrom().context(context -> {
            batches.add(context.get(PullConsumer.BATCH));
            return Multi.createFrom().empty();
        }));
        queue.pull(10, new Diary());
        queue.pull(3, new Diary());

        assertThat(batches).containsExactly(10, 3);
        assertThat(diary).containsExactly("complete", "complete");
    }

    @Test
    void aPullThatFailsIsOverAfterASecondSoThatFailuresDoNotSpin() {
        try (RecordedLog log = new RecordedLog(ChannelQueue.class)) {
            queue(Multi.createFrom().failure(new IllegalStateException("broken"))).pull(10, new Diary());
            test.clock.advance(ofMillis(999));
            assertThat(diary).isEmpty();
            test.clock.advance(ofMillis(1));

            assertThat(diary).containsExactly("complete");
            assertThat(log.lines).containsExactly("WARN A pull request failed");
        }
    }

    @Test
    void asManyRequestsMayBeOpenAsTheConsumerAllows() {
        ChannelQueue queue = queue(Multi.createFrom().empty());
        assertThat(queue.maxOpenRequests()).as("as long as nothing is known").isEqualTo(1);
        test.found = test.found.map(found -> TestConsumer.consumer(TestConsumer.CREATED, ",\"max_waiting\":64"));
        test.open();

        assertThat(queue.maxOpenRequests()).isEqualTo(2);
    }

    private ChannelQueue queue(Multi<ChannelOrder> orders) {
        return new ChannelQueue(orders, test.supervisor, test.loop);
    }

    private final class Diary implements PullListener<ChannelOrder> {

        @Override
        public void onOrder(ChannelOrder order) {
            diary.add("order");
        }

        @Override
        public void onComplete() {
            diary.add("complete");
        }
    }
}
