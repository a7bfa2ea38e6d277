package io.boxbox.maestro.jetstream.consuming;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.consuming.LookPace.Reason;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.loop.VirtualLoop;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;

class LookPaceTest {

    private final VirtualClock clock = new VirtualClock();
    private final KitchenLoop loop = VirtualLoop.on(clock);
    private final LookPace pace = new LookPace(loop);

    @Test
    void theFirstLookIsDueAtOnceAndSoIsOneAfterALookThatCostNothing() {
        assertThat(pace.allows(Reason.ROUTINE)).isTrue();
        pace.looked(ZERO);
        assertThat(pace.allows(Reason.ROUTINE)).isTrue();
        pace.looked(ofMillis(-3));

        assertThat(pace.allows(Reason.ROUTINE)).isTrue();
    }

    @Test
    void oneLateAnswerIsNoReasonToWait() {
        pace.looked(ofMillis(2));
        pace.looked(ofMillis(900));

        assertThat(pace.untilNext(Reason.ROUTINE)).isEqualTo(ofMillis(400));
    }

    @Test
    void routineTakesATwoHundredthOfTheServersTimeAndUrgencyATwentieth() {
        pace.looked(ofMillis(30));
        pace.looked(ofMillis(30));

        assertThat(pace.untilNext(Reason.ROUTINE)).isEqualTo(ofSeconds(6));
        assertThat(pace.untilNext(Reason.URGENT)).isEqualTo(ofMillis(600));
        clock.advance(ofMillis(600));
        assertThat(pace.allows(Reason.URGENT)).isTrue();
        assertThat(pace.allows(Reason.ROUTINE)).isFalse();
        clock.advance(ofMillis(5_400));
        assertThat(pace.allows(Reason.ROUTINE)).isTrue();
    }

    @Test
    void howeverDearThereIsALookOnceAMinute() {
        pace.looked(ofSeconds(2));
        pace.looked(ofSeconds(2));

        assertThat(pace.untilNext(Reason.ROUTINE)).isEqualTo(ofMinutes(1));
        assertThat(pace.untilNext(Reason.URGENT)).isEqualTo(ofSeconds(5));
    }

    @Test
    void aLookCostsWhatTheConsumersAnswerTakesLongerThanTheStreams() {
        look(ofMillis(600), ofMillis(630));
        look(ofMillis(600), ofMillis(630));

        assertThat(pace.untilNext(Reason.ROUTINE)).as("200 times 30 ms").isEqualTo(ofSeconds(6));
    }

    @Test
    void aLongWayCostsTheServerNothing() {
        look(ofMillis(600), ofMillis(600));
        look(ofMillis(600), ofMillis(600));

        assertThat(pace.allows(Reason.ROUTINE)).isTrue();
    }

    private void look(Duration stream, Duration consumer) {
        TestConsumer test = new TestConsumer();
        ScriptedNats nats = new ScriptedNats();
        nats.server = request -> {
            boolean ofStream = request.subject().contains("STREAM.INFO");
            clock.advance(ofStream ? stream : consumer);
            request.answer((ofStream ? TestConsumer.consumer(TestConsumer.CREATED, "").streamInfo()
                    : TestConsumer.consumer(TestConsumer.CREATED, "").consumerInfo()).json().toJson());
        };
        AbandonedOrders nobody = new AbandonedOrders(null, null, null, null, null, null, null, null) {
            @Override
            void listen(Found found) {
            }
        };
        new ConsumerFinder(nats.connection, nats.api, null, nobody, pace, loop).find(test.configuration, test.pull, true)
                .await().atMost(ofSeconds(30));
    }
}
