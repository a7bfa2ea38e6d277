package io.boxbox.maestro.jetstream.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.jetstream.connection.ScriptedNatsConnection;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.jetstream.scripted.ScriptedSettings;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.nats.client.impl.Headers;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.PublishMessageMetadata;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.mapper.Serializer;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.publisher.PublishListener;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class ConfirmedPublisherTest {

    private static final String SUBJECT = "orders.waiting_delivery.margherita";

    private final VirtualClock clock = new VirtualClock();
    private final ScriptedNats nats = new ScriptedNats();
    private JetStreamApi api = nats.api;
    private final ScriptedNatsConnection connection = new ScriptedNatsConnection(nats, clock.kitchenClock().scheduler());
    private final ScriptedSettings settings = new ScriptedSettings();
    private final List<String> diary = new ArrayList<>();
    private final Message<String> message = Message.of("{}",
            Metadata.of(new AlreadyStored(() -> diary.add("found stored")), PublishMessageMetadata.builder()
                    .subject(SUBJECT).messageId(SUBJECT + ":7").headers(Map.of("Traceparent", List.of("00-1-2-01"))).build()),
            () -> told("ack"), reason -> told("nack: " + reason.getMessage()));

    @Test
    void aMessageIsStoredOnceForEver() {
        publish();

        assertThat(nats.stored).singleElement().satisfies(sent -> {
            assertThat(sent.subject()).isEqualTo(SUBJECT);
            assertThat(new String(sent.data(), UTF_8)).isEqualTo("{}");
            assertThat(sent.headers().get("Traceparent")).containsExactly("00-1-2-01");
            assertThat(sent.messageId()).isEqualTo(SUBJECT + ":7");
            assertThat(sent.expectedStream()).isEqualTo("ORDERS");
            assertThat(sent.expectedLast()).isEqualTo("0");
        });
    }

    @Test
    void whereIdsAreReusedOnlyTheDuplicateWindowCounts() {
        settings.deliverOnce = false;
        publish();

        assertThat(nats.lastStored().messageId()).isEqualTo(SUBJECT + ":7");
        assertThat(nats.lastStored().expectedLast()).isNull();
    }

    @Test
    void itIsAcknowledgedOnceTheServerHasConfirmedIt() {
        var published = publish();
        assertThat(diary).isEmpty();
        nats.lastStored().confirm();

        assertThat(diary).containsExactly("published", "ack");
        published.assertCompleted();
    }

    @Test
    void aDuplicateWasStoredBefore() {
        publish();
        nats.lastStored().confirmDuplicate();

        assertThat(diary).containsExactly("found stored", "published", "ack");
    }

    @Test
    void aSubjectThatHasItsMessageWasStoredBefore() {
        publish();
        nats.lastStored().refuse(10071);

        assertThat(diary).containsExactly("found stored", "published", "ack");
        assertThat(nats.stored).hasSize(1);
    }

    @Test
    void ofAnotherDomainsStreamNothingCounts() {
        api = new JetStreamApi(Optional.of("hub"), Optional.empty());
        publish();
        nats.lastStored().confirmFrom("leaf");
        publish();
        nats.lastStored().confirm();
        publish();
        nats.lastStored().refuse(10071);
        assertThat(diary).filteredOn(line -> line.startsWith("nack")).hasSize(3);
        diary.clear();
        publish();
        nats.lastStored().confirmFrom("hub");

        assertThat(diary).containsExactly("published", "ack");
    }

    @Test
    void aConfirmationIsWaitedForFiveSecondsAndThenItIsPublishedAgain() {
        publish();
        clock.advance(ofMillis(5_199));
        assertThat(nats.stored).hasSize(1);
        clock.advance(ofMillis(1));
        assertThat(nats.stored).hasSize(2);
        nats.lastStored().confirmDuplicate();

        assertThat(diary).containsExactly("found stored", "published", "ack");
    }

    @Test
    void whatIsConfirmedByNoneOfFourAttemptsIsNacked() {
        var published = publish();
        clock.advance(Duration.ofMinutes(2));

        assertThat(nats.stored).hasSize(4);
        assertThat(diary).hasSize(2).first().isEqualTo("error");
        assertThat(diary.get(1)).startsWith("nack: ");
        published.assertCompleted();
    }

    @Test
    void aRefusalThatHoldsIsNotRepeated() {
        publish();
        nats.lastStored().refuse(10077);
        clock.advance(ofSeconds(60));

        assertThat(nats.stored).hasSize(1);
        assertThat(diary).containsExactly("error", "nack: refused [10077]");
    }

    @Test
    void whatIsLargerThanTheStreamTakesIsTooLarge() {
        publish();
        nats.lastStored().refuse(10054);

        assertThat(diary).containsExactly("error", "nack: it is larger than the stream takes (max_msg_size)");
    }

    @Test
    void aRefusalThatPassesIsRepeated() {
        publish();
        nats.lastStored().refuse(10008);
        clock.advance(ofMillis(200));
        assertThat(nats.stored).hasSize(2);
        nats.lastStored().confirm();

        assertThat(diary).containsExactly("published", "ack");
    }

    @Test
    void headersTooLargeForTheServerAreNotRepeated() {
        publish();
        nats.lastStored().refuse(10097);
        clock.advance(ofSeconds(60));

        assertThat(nats.stored).hasSize(1);
        assertThat(diary).containsExactly("error", "nack: its headers are larger than the server takes");
    }

    @Test
    void whatIsTooLargeIsNotSentForTheServerWouldCloseTheConnection() {
        nats.maxPayload = 100;
        publish();
        clock.advance(ofSeconds(60));

        assertThat(nats.stored).isEmpty();
        assertThat(diary).hasSize(2).last().asString().startsWith("nack: it takes ").endsWith("the server takes 100");
    }

    @Test
    void theHeadersThatSayWhatIsExpectedCountToo() {
        long size = 2 + new Headers().put("Traceparent", "00-1-2-01").put("Nats-Msg-Id", SUBJECT + ":7")
                .put("Nats-Expected-Stream", "ORDERS").put("Nats-Expected-Last-Subject-Sequence", "0").serializedLength();
        nats.maxPayload = size - 1;
        publish();
        assertThat(nats.stored).isEmpty();

        nats.maxPayload = size;
        publish();
        assertThat(nats.stored).hasSize(1);
    }

    @Test
    void withoutAConnectionItIsTriedAgain() {
        nats.closing = true;
        publish();
        clock.advance(ofMillis(199));
        nats.closing = false;
        assertThat(nats.stored).isEmpty();
        clock.advance(ofMillis(1));
        nats.lastStored().confirm();

        assertThat(diary).containsExactly("published", "ack");
    }

    @Test
    void afterAnotherMessageItIsStoredInOneAttempt() {
        var stored = publishAfter(41);
        assertThat(nats.lastStored().expectedLast()).isEqualTo("41");
        clock.advance(ofSeconds(60));

        stored.assertFailed();
        assertThat(nats.stored).hasSize(1);
        assertThat(ConfirmedPublisher.isWrongLastSequence(stored.getFailure())).isFalse();
    }

    @Test
    void anotherLastMessageIsAFailureThatIsRecognised() {
        var stored = publishAfter(41);
        nats.lastStored().refuse(10071);

        assertThat(ConfirmedPublisher.isWrongLastSequence(stored.getFailure())).isTrue();
    }

    @Test
    void aDuplicateAfterAnotherMessageIsNoFailure() {
        var stored = publishAfter(41);
        nats.lastStored().confirmDuplicate();

        stored.assertCompleted();
    }

    private UniAssertSubscriber<Message<String>> publish() {
        return publisher().publish(message, "ORDERS", new PublishListener<String>() {

            @Override
            public void onPublished(Message<String> published) {
                diary.add("published");
            }

            @Override
            public void onError(Throwable failure) {
                diary.add("error");
            }
        }).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private UniAssertSubscriber<Void> publishAfter(long sequence) {
        return publisher().publishAfter(sequence, "ORDERS", SUBJECT, SUBJECT + ":7", new Headers(), new byte[0]).subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private ConfirmedPublisher publisher() {
        Serializer serializer = Scripted.of(Serializer.class,
                Map.of("toBytes", payload -> ((String) payload[0]).getBytes(UTF_8)));
        return new ConfirmedPublisher(connection, api, serializer, new DeliveryThrottle(),
                settings.settings(),
                clock.kitchenClock().scheduler());
    }

    private CompletableFuture<Void> told(String what) {
        diary.add(what);
        return CompletableFuture.completedFuture(null);
    }
}
