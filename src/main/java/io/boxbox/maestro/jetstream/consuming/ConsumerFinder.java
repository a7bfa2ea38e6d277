package io.boxbox.maestro.jetstream.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.inspection.Inspector;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.loop.KitchenLoop;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Finds the stream and the consumer, and makes them where they are absent, if it may. A consumer that was there before is made
 * again as it was set.
 */
@ApplicationScoped
class ConsumerFinder {

    private static final Logger LOG = Logger.getLogger(ConsumerFinder.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int STREAM_NOT_FOUND = 10059;
    private static final int CONSUMER_NOT_FOUND = 10014;
    // Somebody else was faster, and has set it in another way.
    private static final int STREAM_IS_THERE = 10058;
    private static final int CONSUMER_IS_THERE = 10148;

    private final Connection connection;
    private final JetStreamApi api;
    private final ConfiguredStream configured;
    private final AbandonedOrders abandoned;
    private final LookPace pace;
    private final KitchenClock clock;
    private final AtomicReference<Described> before = new AtomicReference<>(Described.NOTHING);

    ConsumerFinder(Connection connection, JetStreamApi api, ConfiguredStream configured, AbandonedOrders abandoned,
            LookPace pace, KitchenLoop loop) {
        this.connection = connection;
        this.api = api;
        this.configured = configured;
        this.abandoned = abandoned;
        this.pace = pace;
        this.clock = loop.clock();
    }

    /**
     * What is there, as the server describes it. No consumer is made on a stream that cannot be used: then the answer is
     * without one. Fails with {@link Refusal} if the server refuses in so many words, or if something is absent and may not be
     * made, and otherwise if the server does not answer.
     */
    Uni<Found> find(ConsumerConfiguration<?> consumer, PullConfiguration pull, boolean mayMake) {
        // The first use of the connection makes it, which blocks.
        return Uni.createFrom().voidItem().emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> findNow(consumer, pull, mayMake));
    }

    private Uni<Found> findNow(ConsumerConfiguration<?> consumer, PullConfiguration pull, boolean mayMake) {
        String stream = consumer.stream();
        long asked = clock.now();
        return describe("STREAM.INFO." + stream, STREAM_NOT_FOUND)
                .chain(found -> found.map(Uni.createFrom()::item)
                        .orElseGet(() -> mayMake ? makeStream(stream) : gone("stream " + stream)))
                .map(info -> new Found(stream, consumer.name(), info, Described.NOTHING))
                .chain(found -> Inspector.inspect(found).refusal().isPresent() ? Uni.createFrom().item(found)
                        : withConsumer(found, consumer, pull, mayMake, clock.since(asked)));
    }

    private Uni<Described> makeStream(String stream) {
        return request("STREAM.CREATE." + stream, configured.stream(stream), STREAM_IS_THERE)
                .chain(made -> whatIsThere("STREAM.INFO." + stream, STREAM_NOT_FOUND));
    }

    private Uni<Described> whatIsThere(String info, int absent) {
        return describe(info, absent).map(there -> there.orElse(Described.NOTHING));
    }

    private static Uni<Described> gone(String what) {
        return Uni.createFrom().failure(() -> new Refusal(what + " is gone"));
    }

    // Of the stream a server knows all that is asked, so its answer shows what the way takes.
    private Uni<Found> withConsumer(Found found, ConsumerConfiguration<?> consumer, PullConfiguration pull, boolean mayMake,
            Duration wayTakes) {
        String info = "CONSUMER.INFO." + found.streamName() + "." + found.consumerName();
        long asked = clock.now();
        return describe(info, CONSUMER_NOT_FOUND)
                .onTermination().invoke(() -> pace.looked(clock.since(asked).minus(wayTakes)))
                .chain(there -> there.map(Uni.createFrom()::item)
                        .orElseGet(() -> mayMake
                                ? make(found, consumer, pull).chain(() -> whatIsThere(info, CONSUMER_NOT_FOUND))
                                : gone("consumer " + found.consumerName())))
                .map(found::with)
                .invoke(all -> {
                    before.set(all.consumer());
                    abandoned.listen(all);
                });
    }

    private Uni<Void> make(Found found, ConsumerConfiguration<?> consumer, PullConfiguration pull) {
        Uni<Void> asConfigured = Uni.createFrom().deferred(() -> create(found, configured.consumer(consumer, pull)));
        Described last = before.get();
        // One that could not be used is better made as it has to be.
        if (last.isEmpty() || Inspector.inspect(found.with(asInfo(last))).refusal().isPresent()) {
            return asConfigured;
        }
        return create(found, last)
                .onFailure(Refusal.class).invoke(refusal -> LOG.debugf(refusal, "Not as it was set before"))
                .onFailure(Refusal.class).recoverWithUni(asConfigured);
    }

    private Uni<Void> create(Found found, Described configuration) {
        String filter = configuration.text("filter_subject");
        String operation = "CONSUMER.CREATE." + found.streamName() + "." + found.consumerName()
                + (filter.isEmpty() ? "" : "." + filter);
        String request = "{\"stream_name\":\"" + found.streamName() + "\",\"action\":\"create\",\"config\":"
                + configuration.json().toJson() + "}";
        return request(operation, request.getBytes(UTF_8), CONSUMER_IS_THERE).replaceWithVoid();
    }

    private static Described asInfo(Described configuration) {
        return Described.parse(("{\"config\":" + configuration.json().toJson() + "}").getBytes(UTF_8));
    }

    private Uni<Optional<Described>> describe(String operation, int absent) {
        return request(operation, null, absent);
    }

    // Empty if the server answers with the one error that is expected.
    private Uni<Optional<Described>> request(String operation, byte[] request, int expected) {
        String subject = api.subject(operation);
        return Uni.createFrom().completionStage(() -> connection.requestWithTimeout(subject, request, TIMEOUT))
                .ifNoItem().after(TIMEOUT).failWith(() -> new IllegalStateException("JetStream does not answer"))
                // The client cancels without a message what nobody listens to.
                .onFailure(failure -> failure instanceof CancellationException && failure.getMessage() == null)
                .transform(cancelled -> new Refusal("no JetStream here: nobody answers " + subject))
                .map(reply -> Described.parse(reply.getData()))
                .map(answer -> {
                    Described error = answer.object("error");
                    if (error.isEmpty()) {
                        return Optional.of(answer);
                    }
                    if (error.number("err_code") == expected) {
                        return Optional.empty();
                    }
                    throw new Refusal("JetStream refuses " + operation + ": " + error.text("description") + " ["
                            + error.number("err_code") + "]");
                });
    }

    /** The server has answered, and it was a no. */
    static final class Refusal extends RuntimeException {

        Refusal(String words) {
            super(words);
        }
    }
}
