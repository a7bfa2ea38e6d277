package io.boxbox.maestro.board;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.BacklogSource;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.StageMark;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureFailure;

/**
 * Shows the {@link Board} to its viewers: the same text to all, written at most four times a second, at least once in ten
 * seconds, and never without a viewer.
 */
@Singleton
class LiveBoard {

    private static final Logger LOG = Logger.getLogger(LiveBoard.class);
    private static final Duration PERIOD = Duration.ofMillis(250);
    // Proxies cut a connection on which nothing comes for a minute, and a page cannot tell a quiet kitchen from a lost one.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    private static final int TICKS_PER_CLOSER_LOOK = 4;
    // Ten seconds behind at least.
    private static final int UPDATES_BEHIND = 40;

    private final Supplier<String> writer;
    private final long period;
    private final long longestSilence;
    private final Multi<String> updates;
    private volatile boolean changed;
    private String text;
    private boolean unsent;
    private long written;
    private long sent = System.nanoTime();

    @Inject
    LiveBoard(Board board, ObjectMapper json, BacklogSource backlog) {
        this(() -> write(board.view(), json), backlog::refresh, PERIOD, LONGEST_SILENCE);
    }

    /**
     * @param writer writes what there is to see
     * @param closerLook is run once in four periods while there is a viewer
     * @param period between two updates
     * @param longestSilence after which there is an update without a change
     */
    LiveBoard(Supplier<String> writer, Runnable closerLook, Duration period, Duration longestSilence) {
        this.writer = writer;
        this.period = period.toNanos();
        this.longestSilence = longestSilence.toNanos();
        this.updates = Multi.createFrom().ticks().every(period)
                .onOverflow().drop()
                .invoke(tick -> {
                    if (tick % TICKS_PER_CLOSER_LOOK == 0) {
                        closerLook.run();
                    }
                })
                .select().where(tick -> hasNews())
                .map(tick -> send())
                .broadcast().withCancellationAfterLastSubscriberDeparture().toAllSubscribers();
    }

    void on(@Observes KitchenEvent event) {
        change();
    }

    void on(@Observes OrderSettled event) {
        change();
    }

    void on(@Observes QueueStatus event) {
        change();
    }

    void on(@Observes Backlog event) {
        change();
    }

    void on(@Observes ReplicaNews event) {
        change();
    }

    void on(@Observes StageMark event) {
        change();
    }

    /** The kitchen now, as JSON; at most a quarter of a second old. */
    synchronized String text() {
        long now = System.nanoTime();
        if (text == null || now - written >= period / 2) {
            unsent |= changed;
            // What happens from here on is news again.
            changed = false;
            text = writer.get();
            written = now;
        }
        return text;
    }

    /**
     * The kitchen now, whenever it changes, and once in a while if it does not, for one viewer.
     *
     * @param sendAway is run, perhaps more than once, when the viewer is forty updates behind; it has to end the subscription
     *        with the connection, since an end of the stream would wait behind what is not read
     */
    Multi<String> updates(Runnable sendAway) {
        // No event loop has to write.
        Multi<String> first = Multi.createFrom().item(this::text).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        return Multi.createBy().concatenating().streams(first, updates)
                .skip().repetitions()
                .onOverflow().invoke(update -> sendAway.run()).buffer(UPDATES_BEHIND)
                .onFailure(BackPressureFailure.class).recoverWithCompletion()
                .onFailure().invoke(failure -> LOG.error("The board cannot be shown any longer", failure));
    }

    // A viewer who looked in between takes nothing away from the next ones.
    private synchronized boolean hasNews() {
        return changed || unsent || isSilentForLong();
    }

    private synchronized String send() {
        String next = changed || isSilentForLong() ? text() : text;
        unsent = false;
        sent = System.nanoTime();
        return next;
    }

    private boolean isSilentForLong() {
        return System.nanoTime() - sent >= longestSilence;
    }

    private void change() {
        // Most often it has: no need to tell all processors again.
        if (!changed) {
            changed = true;
        }
    }

    private static String write(KitchenView view, ObjectMapper json) {
        try {
            return json.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The kitchen cannot be written as JSON", e);
        }
    }
}
