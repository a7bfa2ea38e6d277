package io.boxbox.maestro.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import jakarta.inject.Singleton;

import io.boxbox.maestro.replicas.Replica.Standing;
import io.boxbox.maestro.replicas.ReplicaNews.What;

/**
 * The other processes that claim from the same consumer, by what they tell. Nothing of it is stored: what nobody tells any more
 * fades away. May be used from any thread.
 */
@Singleton
public final class Replicas {

    /** How many are known at a time. */
    public static final int MOST = 100;

    /** After which a process that said nothing is gone. */
    public static final Duration SILENCE = Duration.ofSeconds(5);

    /** After which one that has ended is forgotten. */
    public static final Duration FADES = Duration.ofMinutes(5);

    // Whatever is first heard in this time after listening began has been there before.
    private static final Duration FIRST_ROUND = Duration.ofSeconds(3);

    private final LongSupplier nanos;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private boolean listening;
    private long listeningSince;

    /** On the system's own time. */
    public Replicas() {
        this(System::nanoTime);
    }

    /** @param nanos monotonic time in nanoseconds, as {@link System#nanoTime()} */
    public Replicas(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** From now on reports are heard, if they were not before: a silence begins here at the earliest. */
    public synchronized void listen() {
        if (!listening) {
            listening = true;
            listeningSince = nanos.getAsLong();
        }
    }

    /** From now on nothing can be heard, and nobody's silence says anything. */
    public synchronized void stopListening() {
        listening = false;
    }

    /** A process has told of itself. Empty where there is no room for one more. */
    public synchronized Optional<ReplicaNews> hear(ReplicaReport report) {
        long now = nanos.getAsLong();
        Known before = known.get(report.id());
        if (before == null && known.size() >= MOST && !makeRoom()) {
            return Optional.empty();
        }
        What what = news(before, report, now);
        Known after = new Known(report, now, report.leaving() ? Standing.LEFT : Standing.HERE);
        known.put(report.id(), after);
        return Optional.of(new ReplicaNews(what, after.at(now)));
    }

    /** Who has stopped reporting, and who is forgotten, since this was last asked. */
    public synchronized List<ReplicaNews> judge() {
        List<ReplicaNews> news = new ArrayList<>();
        if (!listening) {
            return news;
        }
        long now = nanos.getAsLong();
        for (Iterator<Known> each = known.values().iterator(); each.hasNext();) {
            Known one = each.next();
            if (one.standing == Standing.HERE && isLonger(now - Math.max(one.heard, listeningSince), SILENCE)) {
                one.standing = Standing.GONE;
                news.add(new ReplicaNews(What.IS_GONE, one.at(now)));
            } else if (one.standing != Standing.HERE && isLonger(now - one.heard, FADES)) {
                each.remove();
                news.add(new ReplicaNews(What.FADED, one.at(now)));
            }
        }
        return news;
    }

    /** All that are known, by name. */
    public synchronized List<Replica> all() {
        long now = nanos.getAsLong();
        return known.values().stream()
                .map(one -> one.at(now))
                .sorted(Comparator.comparing((Replica one) -> one.report().name()).thenComparing(one -> one.report().id()))
                .toList();
    }

    private What news(Known before, ReplicaReport report, long now) {
        if (report.leaving()) {
            return before == null || before.standing != Standing.LEFT ? What.LEAVES : What.REPORTS;
        }
        if (before == null) {
            return listening && !isLonger(now - listeningSince, FIRST_ROUND) ? What.REPORTS : What.CAME;
        }
        return before.standing == Standing.HERE ? What.REPORTS : What.IS_BACK;
    }

    // One that has ended makes room for one that is there, the longest silent first.
    private boolean makeRoom() {
        Optional<Known> ended = known.values().stream().filter(one -> one.standing != Standing.HERE)
                .min(Comparator.comparingLong(one -> one.heard));
        ended.ifPresent(one -> known.remove(one.report.id()));
        return ended.isPresent();
    }

    private static boolean isLonger(long nanos, Duration than) {
        return nanos > than.toNanos();
    }

    private static final class Known {

        private final ReplicaReport report;
        private final long heard;
        private Standing standing;

        private Known(ReplicaReport report, long heard, Standing standing) {
            this.report = report;
            this.heard = heard;
            this.standing = standing;
        }

        private Replica at(long now) {
            return new Replica(report, Duration.ofNanos(now - heard), standing);
        }
    }
}
