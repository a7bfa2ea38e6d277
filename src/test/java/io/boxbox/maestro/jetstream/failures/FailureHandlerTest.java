package io.boxbox.maestro.jetstream.failures;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.boxbox.maestro.jetstream.publishing.TooLarge;
import io.boxbox.maestro.jetstream.scripted.RecordedLog;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.jetstream.scripted.ScriptedSettings;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.order.Flaw;
import io.boxbox.maestro.order.InvalidOrderException;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class FailureHandlerTest {

    private static final DoughUnavailableException ASLEEP = new DoughUnavailableException("RESOURCE_EXHAUSTED",
            "the Panettiere sleeps", null);

    private final TestLetters test = new TestLetters();
    private final ScriptedSettings settings = new ScriptedSettings();
    private final RecordedLog log = new RecordedLog(FailureHandler.class);

    @AfterEach
    void endLog() {
        log.close();
    }

    static Stream<Arguments> reasonsForGood() {
        return Stream.of(
                Arguments.of(new InvalidOrderException(Flaw.BAD_SIZE, "size is 'huge'"), "bad_size", "size is 'huge'"),
                Arguments.of(new InvalidOrderException(Flaw.NOT_JSON, "the message is empty"), "not_json",
                        "the message is empty"),
                Arguments.of(new DoughRefusedException("INVALID_ARGUMENT", "no such border", null), "invalid_argument",
                        "no such border"),
                Arguments.of(TooLarge.because("of its headers"), "too_large", "the order cannot be delivered: of its headers"));
    }

    @ParameterizedTest
    @MethodSource("reasonsForGood")
    void whatCanNeverBeCookedOrDeliveredBecomesADeadLetterAtItsFirstDelivery(Throwable reason, String code, String detail) {
        var handled = handle(reason, 1);
        test.nats.lastStored().confirm();
        test.nats.lastRequest().answer("");

        handled.assertCompleted();
        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Reason")).isEqualTo(code);
        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Detail")).isEqualTo(detail);
        assertThat(test.settlements).extracting(OrderSettled::outcome, OrderSettled::reason)
                .containsExactly(tuple(Outcome.DEAD_LETTER, code));
    }

    @ParameterizedTest
    @CsvSource({ "1, 1", "2, 2", "3, 4", "5, 16", "6, 30", "7, 30", "1000000000000, 30" })
    void anOrderThatGetsNoDoughIsNakedWithADelayThatDoubles(long deliveries, long seconds) {
        handle(ASLEEP, deliveries).assertCompleted();

        assertThat(test.nats.acks)
                .containsExactly("7 -NAK {\"delay\": " + Duration.ofSeconds(seconds).toNanos() + "}");
        assertThat(test.nats.stored).isEmpty();
        assertThat(test.settlements).extracting(OrderSettled::outcome, OrderSettled::reason, OrderSettled::detail)
                .containsExactly(tuple(Outcome.HANDED_BACK, "resource_exhausted", "the Panettiere sleeps"));
    }

    @Test
    void anOrderWhoseDeliveryWasNotConfirmedIsNaked() {
        handle(new TimeoutException(), 1).assertCompleted();

        assertThat(test.settlements).extracting(OrderSettled::outcome, OrderSettled::reason)
                .containsExactly(tuple(Outcome.HANDED_BACK, "not_confirmed"));
    }

    @Test
    void oneThatIsDeliveredTooOftenIsGivenUp() {
        settings.maxDeliveries = OptionalInt.of(5);
        handle(ASLEEP, 4);
        assertThat(test.nats.stored).isEmpty();

        handle(ASLEEP, 5);

        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Reason")).isEqualTo("max_deliveries");
        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Detail"))
                .isEqualTo("given up after 5 deliveries: the Panettiere sleeps");
    }

    @Test
    void withoutALimitAnOrderIsTriedForEver() {
        handle(ASLEEP, 1_000_000);

        assertThat(test.nats.stored).isEmpty();
    }

    @Test
    void oneWhoseDeadLetterCannotBeStoredIsNakedWithItsDelayAndAWarning() {
        var handled = handle(new InvalidOrderException(Flaw.BAD_SIZE, "size is 'huge'"), 3);
        handled.assertNotTerminated();
        test.clock.advance(Duration.ofMinutes(2));

        handled.assertCompleted();
        assertThat(test.nats.acks).containsExactly("7 -NAK {\"delay\": 4000000000}");
        assertThat(test.settlements).extracting(OrderSettled::outcome, OrderSettled::reason)
                .containsExactly(tuple(Outcome.HANDED_BACK, "not_confirmed"));
        assertThat(log.lines).singleElement().asString()
                .startsWith("WARN The dead letter of orders.waiting_to_cook.margherita could not be stored: ");
    }

    @Test
    void whatIsGivenUpWhileOthersAreWaitedForIsWaitedForToo() {
        FailureHandler handler = handler();
        handler.giveUp(test.claimed(order(test.nats, "margherita", 7, 1, null))).subscribe().with(done -> {
        });
        CompletableFuture<Void> end = handler.givenUp();
        ScriptedNats.Storing first = test.nats.lastStored();
        handler.giveUp(test.claimed(order(test.nats, "marinara", 8, 1, null))).subscribe().with(done -> {
        });
        first.confirm();
        test.nats.requests.get(0).answer("");
        assertThat(end).isNotDone();

        test.nats.lastStored().confirm();
        test.nats.lastRequest().answer("");

        assertThat(end).isCompleted();
    }

    @Test
    void whatIsGivenUpIsWaitedForFromTheCallOnUntilItsDeadLetterIsThere() {
        FailureHandler handler = handler();
        assertThat(handler.givenUp()).isCompleted();
        Uni<Void> letter = handler.giveUp(test.claimed(order(test.nats, "margherita", 7, 1, null)));
        CompletableFuture<Void> end = handler.givenUp();
        assertThat(end).as("nobody has subscribed yet").isNotDone();
        assertThat(test.nats.requests).isEmpty();

        letter.subscribe().with(done -> {
        });
        assertThat(end).isNotDone();
        test.nats.lastStored().confirm();
        test.nats.lastRequest().answer("");

        assertThat(end).isCompleted();
        assertThat(test.nats.lastStored().headers().getFirst("Maestro-Reason")).isEqualTo("max_deliveries");
    }

    private FailureHandler handler() {
        return new FailureHandler(test.publisher, test.settledBefore, test.leftOutContent, settings.settings());
    }

    private UniAssertSubscriber<Void> handle(Throwable reason, long deliveries) {
        return handler()
                .handle(test.claimed(order(test.nats, "margherita", 7, deliveries, null)), reason)
                .subscribe().withSubscriber(UniAssertSubscriber.create());
    }
}
