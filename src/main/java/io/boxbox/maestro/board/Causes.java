package io.boxbox.maestro.board;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.board.Mark.Kind;
import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.StageMark;
import io.quarkus.runtime.Startup;

/**
 * Decides which of the things that happen are worth a mark: what changes the course of orders, and is not going on all the
 * time. May be used from any thread.
 */
// At the start, as Journeys.
@Startup
@Singleton
class Causes {

    /** In this time lunches count as one, and a Panettiere who changes his mind has not. */
    static final Duration TOGETHER = Duration.ofSeconds(1);

    /** A lunch is of note if it takes at least one in so many maestros. */
    static final int LUNCH_OF_NOTE = 4;

    private final boolean kept;
    private final int brigade;
    private final InstantSource clock;
    private final Marks marks = new Marks();
    private QueueStatus nats = QueueStatus.UNKNOWN;
    private boolean everConnected;
    private boolean ordersLost;
    private volatile boolean asleep;
    // Since when the Panettiere sleeps or is awake, if that has no mark yet.
    private Instant unmarked;
    private Instant lunchBegan = Instant.MIN;
    private int lunching;

    @Inject
    Causes(MaestroSettings settings) {
        this(settings.board().enabled(), settings.brigadeSize(), InstantSource.system());
    }

    Causes(boolean kept, int brigade, InstantSource clock) {
        this.kept = kept;
        this.brigade = brigade;
        this.clock = clock;
    }

    /** The marks of the last five minutes, the newest first. */
    synchronized List<Mark> latest(Instant now) {
        markPanettiere(now);
        markLunch();
        return marks.latest(now);
    }

    synchronized void on(@Observes QueueStatus next) {
        if (!kept) {
            return;
        }
        Instant now = clock.instant();
        if (nats.connected() && !next.connected()) {
            marks.add(now, Kind.NATS_LOST, "NATS is lost");
        } else if (!nats.connected() && next.connected() && everConnected) {
            marks.add(now, Kind.NATS_BACK, "NATS is back");
        } else if (next.connected() && nats.consuming() && !next.consuming()) {
            marks.add(now, Kind.ORDERS_LOST, "no orders can be claimed: " + next.detail());
            ordersLost = true;
        }
        if (ordersLost && next.consuming()) {
            marks.add(now, Kind.ORDERS_BACK, "orders can be claimed again");
            ordersLost = false;
        }
        everConnected |= next.connected();
        nats = next;
    }

    void on(@Observes DoughReceived dough) {
        panettiere(false);
    }

    void on(@Observes DoughDenied denied) {
        panettiere(denied.reason() instanceof DoughUnavailableException);
    }

    void on(@Observes BreakStarted started) {
        if (kept && started.taken().kind() == Break.Kind.LUNCH) {
            lunch();
        }
    }

    void on(@Observes ReplicaNews news) {
        if (!kept) {
            return;
        }
        ReplicaReport process = news.replica().report();
        // When it ended, and not when that was noticed.
        Instant heard = clock.instant().minus(news.replica().silentFor());
        switch (news.what()) {
            case CAME -> marks.add(heard, Kind.PROCESS_CAME, process.name() + " has come");
            case IS_BACK -> marks.add(heard, Kind.PROCESS_CAME, process.name() + " is back");
            case LEAVES -> marks.add(heard, Kind.PROCESS_LEAVES, process.name() + " leaves");
            case IS_GONE -> marks.add(heard, Kind.PROCESS_GONE,
                    process.name() + " is gone without a word; orders that it held: " + process.held());
            case REPORTS, FADED -> {
            }
        }
    }

    void on(@Observes StageMark mark) {
        if (kept) {
            Instant now = clock.instant();
            marks.add(mark.at().isAfter(now) ? now : mark.at(), Kind.STAGE, mark.text());
        }
    }

    private void panettiere(boolean sleeps) {
        if (kept && asleep != sleeps) {
            change(sleeps);
        }
    }

    // Answers to several maestros may cross, and a Panettiere who dozes off may refuse one and serve the next.
    private synchronized void change(boolean sleeps) {
        if (asleep == sleeps) {
            return;
        }
        Instant now = clock.instant();
        markPanettiere(now);
        unmarked = unmarked == null ? now : null;
        asleep = sleeps;
    }

    private void markPanettiere(Instant now) {
        if (unmarked != null && !now.isBefore(unmarked.plus(TOGETHER))) {
            if (asleep) {
                marks.add(unmarked, Kind.PANETTIERE_ASLEEP, "the Panettiere sleeps");
            } else {
                marks.add(unmarked, Kind.PANETTIERE_AWAKE, "the Panettiere is awake");
            }
            unmarked = null;
        }
    }

    // In a large brigade somebody is always at lunch.
    private synchronized void lunch() {
        Instant now = clock.instant();
        if (!now.isBefore(lunchBegan.plus(TOGETHER))) {
            markLunch();
            lunchBegan = now;
            lunching = 0;
        }
        lunching++;
    }

    private void markLunch() {
        if (lunching > 0 && (long) lunching * LUNCH_OF_NOTE >= brigade) {
            marks.put(lunchBegan, Kind.LUNCH,
                    brigade == 1 ? "the maestro goes to lunch" : "maestros who go to lunch: " + lunching);
        }
    }
}
