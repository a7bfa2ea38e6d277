package io.boxbox.maestro.jetstream.reporting;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.overview.ThisProcess;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.Replicas;
import io.nats.client.Dispatcher;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;

/**
 * Tells the other replicas of the consumer what this process is doing, once a second while that changes and every two seconds
 * otherwise, and has what they tell listened to, if there is a board to show it. All of it over plain NATS, where nothing is
 * kept; a server that forbids it is left alone. Blocks nothing.
 */
@Singleton
public class ReplicaReporter {

    private static final Logger LOG = Logger.getLogger(ReplicaReporter.class);
    private static final String SUBJECTS = "maestro.kitchens.";
    private static final Duration PERIOD = Duration.ofSeconds(1);
    // Every second look is later than that.
    private static final Duration LONGEST_SILENCE = Duration.ofMillis(1_500);
    // Half of the silence that is too long: this process may have been stopped, and has not heard what was said meanwhile.
    private static final Duration OUT_OF_STEP = Replicas.SILENCE.dividedBy(2);
    // Those who flood the subject are not listened to. Orders come first.
    private static final long MOST_PENDING = 1_000;
    private static final long MOST_PENDING_BYTES = 1 << 20;

    private final NatsConnection nats;
    private final Connection connection;
    private final KitchenLoop loop;
    private final Supplier<ReplicaReport> self;
    private final ReplicaMessages messages;
    private final ReplicaListener listener;
    private final Replicas replicas;
    private final Event<ReplicaNews> news;
    private final boolean reports;
    private final boolean listens;
    private String subjects;
    private Future<?> timer;
    private Dispatcher dispatcher;
    private ReplicaReport said;
    private long saidAt;
    private long looked;
    private boolean leaving;
    private boolean ended;
    private volatile boolean refused;
    private volatile boolean refusalTold;
    private volatile QueueStatus status = QueueStatus.UNKNOWN;

    @Inject
    ReplicaReporter(NatsConnection nats, Connection connection, KitchenLoop loop, ThisProcess self, ReplicaMessages messages,
            ReplicaListener listener, Replicas replicas, Event<ReplicaNews> news, MaestroSettings settings) {
        this(nats, connection, loop, self::report, messages, listener, replicas, news, settings.replicas().enabled(),
                settings.replicas().enabled() && settings.board().enabled());
    }

    ReplicaReporter(NatsConnection nats, Connection connection, KitchenLoop loop, Supplier<ReplicaReport> self,
            ReplicaMessages messages, ReplicaListener listener, Replicas replicas, Event<ReplicaNews> news, boolean reports,
            boolean listens) {
        this.nats = nats;
        this.connection = connection;
        this.loop = loop;
        this.self = self;
        this.messages = messages;
        this.listener = listener;
        this.replicas = replicas;
        this.news = news;
        this.reports = reports;
        this.listens = listens;
    }

    /**
     * Begins to tell and to listen, if the settings allow it. Once.
     *
     * @param consumer whose replicas are meant
     */
    public void begin(String consumer) {
        if (!reports) {
            return;
        }
        subjects = SUBJECTS + consumer + ".";
        nats.onComplaint(this::isRefused);
        looked = loop.clock().now();
        timer = loop.clock().scheduler().scheduleAtFixedRate(() -> loop.execute(this::look), 0, PERIOD.toNanos(), NANOSECONDS);
    }

    /** Tells that the process was told to end. It goes on telling what it still has in hand. */
    public synchronized void leave() {
        leaving = true;
        look();
    }

    /** Tells the last of it, and nothing more. */
    public synchronized void left() {
        if (timer != null) {
            timer.cancel(false);
        }
        look();
        ended = true;
    }

    // A server may have learned to allow it.
    void on(@Observes QueueStatus next) {
        if (!next.connected() || next.reconnects() != status.reconnects()) {
            refused = false;
        }
        status = next;
    }

    private synchronized void look() {
        if (!reports || subjects == null || ended) {
            return;
        }
        boolean inStep = loop.clock().since(looked).compareTo(OUT_OF_STEP) < 0;
        looked = loop.clock().now();
        if (!nats.isConnected() || !inStep) {
            replicas.stopListening();
        }
        if (nats.isConnected()) {
            try {
                listen();
                tell();
            } catch (IllegalStateException | IllegalArgumentException e) {
                LOG.debugf(e, "The connection is closing, or the server takes no message of this size");
            }
        }
        replicas.judge().forEach(news::fire);
    }

    private void listen() {
        if (!listens) {
            return;
        }
        if (dispatcher == null || !dispatcher.isActive()) {
            dispatcher = connection.createDispatcher();
            dispatcher.setPendingLimits(MOST_PENDING, MOST_PENDING_BYTES);
            dispatcher.subscribe(subjects + "*", listener::hear);
        }
        replicas.listen();
    }

    private void tell() {
        ReplicaReport report = leaving ? self.get().asLeaving() : self.get();
        if (!refused && (!report.equals(said) || loop.clock().since(saidAt).compareTo(LONGEST_SILENCE) >= 0)) {
            connection.publish(subjects + report.id(), messages.write(report));
            said = report;
            saidAt = loop.clock().now();
        }
    }

    private boolean isRefused(String complaint) {
        if (!complaint.contains("\"" + subjects)) {
            return false;
        }
        refused |= complaint.contains("Publish");
        if (!refusalTold) {
            refusalTold = true;
            LOG.warnf("NATS does not allow replicas to tell each other what they are doing (%s): the board shows this process"
                    + " alone. Orders are not affected. Allow it as src/main/nats/maestro.conf does, or set"
                    + " maestro.replicas.enabled=false", complaint);
        }
        return true;
    }
}
