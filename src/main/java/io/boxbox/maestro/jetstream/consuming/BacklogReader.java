package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.consuming.LookPace.Reason;
import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.BacklogSource;
import io.boxbox.maestro.queue.QueueStatus;
import io.smallrye.mutiny.Uni;

/**
 * Tells how much the consumer has before it, each time that the supervisor looks at it while orders are claimed, and soon after
 * that begins. Blocks nothing.
 */
@ApplicationScoped
public class BacklogReader implements BacklogSource {

    private static final Logger LOG = Logger.getLogger(BacklogReader.class);
    // The server can only show a message whole. Over a slow link, a large one would take the room of orders.
    private static final Duration TOO_SLOW = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    // Before orders are claimed all of them wait, and the oldest would take their room on a slow link.
    private static final Duration AFTER_THE_FIRST_CLAIM = Duration.ofMillis(100);

    private final KitchenLoop loop;
    private final ConsumerSupervisor supervisor;
    private final StoredMessages stored;
    private final Event<Backlog> events;
    private volatile long noOldestBefore = Long.MIN_VALUE;

    BacklogReader(KitchenLoop loop, ConsumerSupervisor supervisor, StoredMessages stored, Event<Backlog> events) {
        this.loop = loop;
        this.supervisor = supervisor;
        this.stored = stored;
        this.events = events;
    }

    /** Begins to tell. Once, before the supervisor looks for the first time. */
    public void begin() {
        supervisor.onLook(this::tell);
    }

    void changed(@Observes QueueStatus status) {
        if (status.consuming()) {
            loop.clock().pause(AFTER_THE_FIRST_CLAIM).subscribe().with(passed -> refresh());
        }
    }

    @Override
    public void refresh() {
        supervisor.lookAgain(Reason.URGENT);
    }

    private void tell(Found found) {
        Described consumer = found.consumerInfo();
        oldest(found).subscribe().with(oldest -> events.fire(new Backlog(found.streamName(), found.consumerName(),
                consumer.number("num_pending"), consumer.number("num_ack_pending"), oldest)));
    }

    // A user without the permission to read single messages does without.
    private Uni<Optional<Instant>> oldest(Found found) {
        String filter = found.consumer().text("filter_subject");
        long asked = loop.clock().now();
        if (found.consumerInfo().number("num_pending") == 0 || filter.isEmpty() || asked < noOldestBefore) {
            return Uni.createFrom().item(Optional.empty());
        }
        long next = found.consumerInfo().object("delivered").number("stream_seq") + 1;
        return stored.next(found.streamName(), filter, next)
                .map(message -> message.map(first -> first.getTime().toInstant()))
                .onTermination().invoke(() -> {
                    if (loop.clock().since(asked).compareTo(TOO_SLOW) > 0) {
                        noOldestBefore = loop.clock().now() + PAUSE.toNanos();
                    }
                })
                .onFailure().invoke(failure -> LOG.debugf(failure, "The oldest message for %s could not be read",
                        found.consumerName()))
                .onFailure().recoverWithItem(Optional.empty());
    }
}
