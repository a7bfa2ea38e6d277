package io.boxbox.maestro.jetstream.consuming;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.jetstream.connection.NatsErrors;
import io.boxbox.maestro.jetstream.consuming.LookPace.Reason;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.inspection.Inspector;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.queue.QueueStatus;
import io.nats.client.ConnectionListener;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * The NATS server as this process finds it: has the stream and the consumer found or made, looks at them before they are used
 * and every few seconds while they are, and says whether orders can be claimed. That is so once a pull request was accepted.
 */
@Singleton
public class ConsumerSupervisor {

    private static final Logger LOG = Logger.getLogger(ConsumerSupervisor.class);
    private static final Duration FOR_FLUSHING = Duration.ofSeconds(1);
    private static final Duration PAUSE_BETWEEN_CHECKS = Duration.ofMillis(500);
    private static final Duration PAUSE_BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final MaestroSettings settings;
    private final Connection connection;
    private final ConsumerFinder finder;
    private final LookPace pace;
    private final PullProbe probe;
    private final AckWaitExtender ackWaits;
    private final KitchenLoop loop;
    private final ConnectionCare care;
    private final StatusTeller status;
    private final AtomicReference<Function<Occasion, Uni<Found>>> search = new AtomicReference<>();
    private final AtomicBoolean checking = new AtomicBoolean();
    private final AtomicReference<Runnable> onReconnect = new AtomicReference<>(() -> {
    });
    private final AtomicReference<Runnable> onRefusal = new AtomicReference<>(() -> {
    });
    private final AtomicReference<Consumer<Found>> onLook = new AtomicReference<>(found -> {
    });
    private final ConnectionListener listener = new Listener();
    private final Set<String> warnings = new HashSet<>();
    private volatile ConsumerLimits limits = ConsumerLimits.NONE;
    private volatile Candidate present = Candidate.NONE;
    private volatile Candidate proven = Candidate.NONE;
    private volatile boolean open;
    private volatile boolean doubted;
    private volatile boolean leaving;
    private Future<?> timer;

    @Inject
    ConsumerSupervisor(MaestroSettings settings, NatsConnection nats, Connection connection, ConsumerFinder finder,
            LookPace pace, PullProbe probe, AckWaitExtender ackWaits, KitchenLoop loop, Event<QueueStatus> events) {
        this(settings, nats, connection, finder, pace, probe, ackWaits, loop, events, Infrastructure.getDefaultWorkerPool());
    }

    /** @param workers for what blocks */
    ConsumerSupervisor(MaestroSettings settings, NatsConnection nats, Connection connection, ConsumerFinder finder,
            LookPace pace, PullProbe probe, AckWaitExtender ackWaits, KitchenLoop loop, Event<QueueStatus> events,
            Executor workers) {
        this.settings = settings;
        this.connection = connection;
        this.finder = finder;
        this.pace = pace;
        this.probe = probe;
        this.ackWaits = ackWaits;
        this.loop = loop;
        this.care = new ConnectionCare(nats, workers);
        this.status = new StatusTeller(LOG, nats, connection, events);
    }

    /** Begins to connect, and to find the stream and the consumer; and again whenever that is lost. */
    public void open(ConsumerConfiguration<?> consumer, PullConfiguration pull) {
        search.set(occasion -> care.replaceIfClosed()
                .chain(() -> finder.find(consumer, pull, occasion == Occasion.NEEDED)));
        // The listeners' beans are made here, by the thread that starts everything: later events come on an event loop, which
        // must not wait while another thread makes a bean.
        status.tellAgain();
        check(Occasion.NEEDED);
        timer = loop.clock().scheduler().scheduleAtFixedRate(() -> loop.execute(() -> lookAgain(Reason.ROUTINE)),
                PAUSE_BETWEEN_LOOKS.toNanos(), PAUSE_BETWEEN_LOOKS.toNanos(), NANOSECONDS);
    }

    void end(@Observes ShutdownEvent event) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** True while pull requests are accepted. */
    boolean isConsuming() {
        return status.isConsuming();
    }

    /** True while there is a consumer that was looked at, and may be pulled from. */
    boolean isOpen() {
        return open;
    }

    /** Looks at what was found, unless that was done a moment ago, for what it costs the server. From any thread. */
    void lookAgain(Reason reason) {
        if (open && pace.allows(reason)) {
            check(Occasion.ROUTINE);
        }
    }

    /** The server has accepted a pull request. */
    void accepted() {
        if (open && !isConsuming() && connection.isConnected()) {
            proven = present;
            status.tell(true, "consuming " + present.consumer() + " on " + status.server());
        }
    }

    /** A pull request was answered by nothing at all. A consumer whose queue of requests is full does that. */
    void silent() {
        check(Occasion.SILENCE);
    }

    /** Says that the consumer cannot be used as it is, so that it is checked again after a pause. */
    public void markUnavailable(String reason) {
        proven = Candidate.NONE;
        close(reason);
    }

    /** What the consumer allows, as far as is known. */
    ConsumerLimits limits() {
        return limits;
    }

    /** Sets what to do when the server has forgotten what was asked of it. */
    void onReconnect(Runnable action) {
        onReconnect.set(action);
    }

    /** Sets what to do when the server is to forget what was asked of it, since the consumer is no longer fit to be used. */
    void onRefusal(Runnable action) {
        onRefusal.set(action);
    }

    /** Sets what is to hear of each look at a consumer while orders are claimed from it. */
    void onLook(Consumer<Found> action) {
        onLook.set(action);
    }

    /** Sends what is still to be sent. Blocks, for a second at most; to be called when the process ends. */
    public void flush() {
        leaving = true;
        status.end();
        try {
            if (status.isConsuming()) {
                connection.flush(FOR_FLUSHING);
            }
        } catch (TimeoutException e) {
            LOG.warnf("NATS did not take the last messages within %s", FOR_FLUSHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(String reason) {
        open = false;
        doubted = false;
        status.tell(false, reason);
        checkAfterAPause();
    }

    private void check(Occasion occasion) {
        if (leaving || !checking.compareAndSet(false, true)) {
            return;
        }
        search.get().apply(occasion)
                .invoke(found -> look(found, occasion))
                .onFailure(failure -> !(failure instanceof ConsumerFinder.Refusal) && !isLate(failure, occasion))
                .call(care::failed)
                .onTermination().invoke(() -> checking.set(false))
                .subscribe().with(found -> {
                }, failure -> failed(failure, occasion));
    }

    private void failed(Throwable failure, Occasion occasion) {
        if (!isLate(failure, occasion)) {
            close(NatsErrors.rootCause(failure));
        } else if (occasion == Occasion.SILENCE) {
            doubted = true;
            check(occasion);
        }
    }

    // An answer that is late says little while others come: pull requests tell when the server is silent. Both may only be late
    // behind large orders on a slow link, and so silence is looked at twice.
    private boolean isLate(Throwable failure, Occasion occasion) {
        return open && !(failure instanceof ConsumerFinder.Refusal)
                && (occasion == Occasion.ROUTINE || occasion == Occasion.SILENCE && !doubted);
    }

    // A server that deletes a stream says so before it removes the stream's files. It would remove those of a stream that is
    // made in the meantime, too, which then accepts orders and loses them. So no look while orders are claimed makes one.
    private void checkAfterAPause() {
        Duration costly = pace.untilNext(Reason.URGENT);
        Duration pause = costly.compareTo(PAUSE_BETWEEN_CHECKS) > 0 ? costly : PAUSE_BETWEEN_CHECKS;
        loop.clock().pause(pause).subscribe().with(passed -> loop.execute(() -> {
            if (!open) {
                check(Occasion.NEEDED);
            }
        }));
    }

    private void look(Found found, Occasion occasion) {
        care.answered();
        doubted = false;
        connection.removeConnectionListener(listener);
        connection.addConnectionListener(listener);
        Inspector.Verdict verdict = Inspector.inspect(found);
        warn(verdict.warnings());
        if (verdict.refusal().isPresent()) {
            proven = Candidate.NONE;
            close(verdict.refusal().get());
            onRefusal.get().run();
        } else if (occasion == Occasion.SILENCE && !isFull(found)) {
            markUnavailable("the consumer is silent");
        } else {
            use(found);
        }
    }

    private void use(Found found) {
        if (!connection.isConnected()) {
            throw new IllegalStateException("the connection is lost");
        }
        Candidate previous = present;
        present = Candidate.of(found);
        warnIfCreatedAgain(previous, found);
        updateLimits(found.consumerName(), ConsumerLimits.of(found));
        ackWaits.useAckWait(limits.ackWait());
        open = true;
        if (isConsuming()) {
            proven = present;
            onLook.get().accept(found);
        } else if (present.isSameAs(proven) || found.consumerInfo().flag("paused")) {
            accepted();
        } else if (probe.isHarmless(found)) {
            probe.send(found, this::accepted, this::markUnavailable);
        }
    }

    private static boolean isFull(Found found) {
        long most = found.consumer().number("max_waiting");
        return most > 0 && found.consumerInfo().number("num_waiting") >= most;
    }

    private void warn(List<String> lines) {
        synchronized (warnings) {
            lines.stream().filter(line -> !warnings.contains(line)).forEach(line -> LOG.warnf("NATS: %s", line));
            warnings.clear();
            warnings.addAll(lines);
        }
    }

    private void updateLimits(String consumer, ConsumerLimits found) {
        ConsumerLimits before = limits;
        limits = found;
        if (found.acksPending() != before.acksPending()) {
            found.complaint(consumer, settings.brigadeSize(), settings.orderBatchSize()).ifPresent(LOG::warn);
        }
    }

    private static void warnIfCreatedAgain(Candidate previous, Found found) {
        if (previous != Candidate.NONE && previous.isOlderThan(Candidate.of(found))) {
            LOG.warnf("NATS: consumer %s on stream %s was gone and has been created again", found.consumerName(),
                    found.streamName());
        }
    }

    /** Why the server is asked for stream and consumer. */
    private enum Occasion {

        /** There is nothing to claim from. */
        NEEDED,

        /** Orders are claimed; something may have been edited. */
        ROUTINE,

        /** Orders are claimed, and the server does not answer a request for them. */
        SILENCE
    }

    private final class Listener implements ConnectionListener {

        @Override
        @Deprecated
        public void connectionEvent(io.nats.client.Connection source, Events event) {
            switch (event) {
                case DISCONNECTED, CLOSED -> close("the connection is lost");
                case RECONNECTED -> {
                    status.reconnected();
                    onReconnect.get().run();
                    check(Occasion.NEEDED);
                }
                default -> {
                }
            }
        }
    }
}
