package io.boxbox.maestro.jetstream.consuming;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.BacklogSource;
import io.boxbox.maestro.queue.QueueStatus;
import io.nats.client.Message;
import io.nats.client.api.ConsumerInfo;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;

/** Reads every few seconds how much the consumer has before it, while there is a consumer to ask. Blocks nothing. */
@ApplicationScoped
public class BacklogReader implements BacklogSource {

    private static final Logger LOG = Logger.getLogger(BacklogReader.class);
    private static final String CONSUMER_INFO = "CONSUMER.INFO.";
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    // The server can only show a message whole. Over a slow link, a large one would take the room of orders.
    private static final Duration TOO_SLOW = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final KitchenLoop loop;
    private final Connection connection;
    private final JetStreamApi api;
    private final ConsumerSupervisor supervisor;
    private final StoredMessages stored;
    private final Event<Backlog> events;
    private volatile long noOldestBefore = Long.MIN_VALUE;
    private String stream;
    private volatile String consumer;
    private Future<?> timer;

    BacklogReader(KitchenLoop loop, Connection connection, JetStreamApi api, ConsumerSupervisor supervisor,
            StoredMessages stored, Event<Backlog> events) {
        this.loop = loop;
        this.connection = connection;
        this.api = api;
        this.supervisor = supervisor;
        this.stored = stored;
        this.events = events;
    }

    /** Begins to read. Once. */
    public void begin(String stream, String consumer) {
        this.stream = stream;
        this.consumer = consumer;
        timer = loop.clock().scheduler().scheduleAtFixedRate(() -> loop.execute(this::refresh), INTERVAL.toNanos(),
                INTERVAL.toNanos(), NANOSECONDS);
    }

    void changed(@Observes QueueStatus state) {
        refresh();
    }

    void end(@Observes ShutdownEvent event) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void refresh() {
        if (consumer == null || !supervisor.isConsuming()) {
            return;
        }
        try {
            connection.requestWithTimeout(api.subject(CONSUMER_INFO + stream + "." + consumer), null, TIMEOUT)
                    .whenComplete((reply, failure) -> {
                        if (failure == null) {
                            tell(reply);
                        } else {
                            LOG.debugf(failure, "The backlog of %s could not be read", consumer);
                        }
                    });
        } catch (IllegalStateException e) {
            LOG.debugf(e, "The backlog of %s could not be read", consumer);
        }
    }

    private void tell(Message reply) {
        ConsumerInfo info = new ConsumerInfo(reply);
        if (info.hasError()) {
            LOG.debugf("The backlog of %s could not be read: %s", consumer, info.getError());
        } else {
            oldest(info).subscribe().with(
                    oldest -> events
                            .fire(new Backlog(stream, consumer, info.getNumPending(), info.getNumAckPending(), oldest)));
        }
    }

    // A user without the permission to read single messages does without.
    private Uni<Optional<Instant>> oldest(ConsumerInfo info) {
        String filter = info.getConsumerConfiguration().getFilterSubject();
        long asked = loop.clock().now();
        if (info.getNumPending() == 0 || filter == null || asked < noOldestBefore) {
            return Uni.createFrom().item(Optional.empty());
        }
        return stored.next(stream, filter, info.getDelivered().getStreamSequence() + 1)
                .map(next -> next.map(message -> message.getTime().toInstant()))
                .onTermination().invoke(() -> {
                    if (loop.clock().since(asked).compareTo(TOO_SLOW) > 0) {
                        noOldestBefore = loop.clock().now() + PAUSE.toNanos();
                    }
                })
                .onFailure().invoke(failure -> LOG.debugf(failure, "The oldest message for %s could not be read", consumer))
                .onFailure().recoverWithItem(Optional.empty());
    }
}
