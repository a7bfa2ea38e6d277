package io.boxbox.maestro.jetstream.failures;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.nats.client.impl.Headers;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class LeftOutContentTest {

    private static final String SUBJECT = "orders.waiting_to_cook.a";
    private static final Headers TOLD = new Headers().add("Nats-Msg-Size", "7");

    private final TestLetters test = new TestLetters();

    @Test
    void whatTheStreamHasContentForIsWithoutItAlsoIfTheHeaderThatTellsOfItIsLost() {
        test.stream.add(1, SUBJECT, null);

        assertThat(isMissing(null)).isTrue();
        assertThat(isMissing(TOLD)).isTrue();
    }

    @Test
    void whatIsGoneFromTheStreamIsWithoutNothingWhateverItsHeadersTell() {
        assertThat(isMissing(null)).isFalse();
        assertThat(isMissing(TOLD)).isFalse();
    }

    @Test
    void anyHeadersMayHaveToldOfItIfTheServerDoesNotAnswer() {
        test.nats.server = request -> {
        };

        assertThat(isMissing(null)).isFalse();
        assertThat(isMissing(TOLD)).isTrue();
        assertThat(isMissing(new Headers().add("X-Customer", "Nats-Msg-Size: 7"))).isTrue();
    }

    @Test
    void aMessageWithABodyIsNotLookedFor() {
        UniAssertSubscriber<Boolean> missing = test.leftOutContent
                .isMissingFrom(test.claimed(order(test.nats, "a", 1, 1, TOLD)))
                .subscribe().withSubscriber(UniAssertSubscriber.create());

        missing.assertItem(false);
        assertThat(test.stream.reads).isZero();
    }

    private boolean isMissing(Headers headers) {
        UniAssertSubscriber<Boolean> missing = test.leftOutContent
                .isMissingFrom(test.claimed(order(test.nats, "a", 1, 1, headers).withBody(new byte[0])))
                .subscribe().withSubscriber(UniAssertSubscriber.create());
        test.clock.advance(ofSeconds(6));
        return missing.getItem();
    }
}
