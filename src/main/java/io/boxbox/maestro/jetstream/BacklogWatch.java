package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.nats.client.Message;
import io.nats.client.api.ConsumerInfo;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Reads every few seconds how much the consumer has before it, while there is a consumer to ask. Blocks nothing. */
@ApplicationScoped
public class BacklogWatch {

    private static final Logger LOG = Logger.getLogger(BacklogWatch.class);
    private static final String CONSUMER_INFO = "$JS.API.CONSUMER.INFO.";
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Connection connection;
    private final Broker broker;
    private final StoredMessages stored;
    private final Event<Backlog> news;
    private String stream;
    private volatile String consumer;
    private long timer;

    BacklogWatch(Vertx vertx, Connection connection, Broker broker, StoredMessages stored, Event<Backlog> news) {
        this.vertx = vertx;
        this.connection = connection;
        this.broker = broker;
        this.stored = stored;
        this.news = news;
    }

    /** Begins to read. Once. */
    void begin(String stream, String consumer) {
        this.stream = stream;
        this.consumer = consumer;
        timer = vertx.setPeriodic(INTERVAL.toMillis(), tick -> read());
    }

    void changed(@Observes BrokerState state) {
        read();
    }

    void end(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** Reads now, for somebody who looks closely; the answer is fired as an event. May be called from any thread. */
    public void read() {
        if (consumer == null || !broker.isReady()) {
            return;
        }
        try {
            connection.requestWithTimeout(CONSUMER_INFO + stream + "." + consumer, null, TIMEOUT)
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
                    oldest -> news.fire(new Backlog(stream, consumer, info.getNumPending(), info.getNumAckPending(), oldest)));
        }
    }

    // Whoever may not read single messages does without.
    private Uni<Optional<Instant>> oldest(ConsumerInfo info) {
        String filter = info.getConsumerConfiguration().getFilterSubject();
        if (info.getNumPending() == 0 || filter == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return stored.next(stream, filter, info.getDelivered().getStreamSequence() + 1)
                .map(next -> next.map(message -> message.getTime().toInstant()))
                .onFailure().invoke(failure -> LOG.debugf(failure, "The oldest message for %s could not be read", consumer))
                .onFailure().recoverWithItem(Optional.empty());
    }
}
