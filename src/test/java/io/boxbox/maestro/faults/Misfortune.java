package io.boxbox.maestro.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.boxbox.maestro.testing.NatsServer;

/** Lets the faults of a plan happen, one after the other but each for its time, so that those of different victims overlap. */
final class Misfortune {

    private static final long PATIENCE_IN_SECONDS = 60;

    private final Kitchens brigade;
    private final NatsServer nats;
    private final MoodyPanettiere panettiere;
    private final Ambush ambush;
    private final ScheduledExecutorService clock;
    private final Map<String, CompletableFuture<Void>> underWay = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> troubles = new ArrayList<>();

    Misfortune(Kitchens brigade, NatsServer nats, MoodyPanettiere panettiere, Ambush ambush, ScheduledExecutorService clock) {
        this.brigade = brigade;
        this.nats = nats;
        this.panettiere = panettiere;
        this.ambush = ambush;
        this.clock = clock;
    }

    /** Waits for the fault's time and until its victim has got over the one before, and lets it begin. */
    void happen(Fault fault) {
        new CompletableFuture<Void>().completeOnTimeout(null, fault.pause().toMillis(), TimeUnit.MILLISECONDS).join();
        await(underWay.get(fault.victim()));
        underWay.put(fault.victim(), begin(fault).exceptionally(failure -> {
            trouble(fault.kind() + " could not be done: " + failure);
            return null;
        }));
    }

    /** Waits until everybody has got over everything. */
    void pass() {
        underWay.values().forEach(Misfortune::await);
    }

    synchronized int happened() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How often each kind of fault has happened. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Faults that could not be done, so that the run proves nothing. */
    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    private CompletableFuture<Void> begin(Fault fault) {
        return switch (fault.kind()) {
            case MAESTRO_KILLED -> atItsMoment(fault, () -> brigade.kill(fault.maestro()));
            case MAESTRO_TERMINATED -> atItsMoment(fault, () -> brigade.terminate(fault.maestro()));
            case MAESTRO_FROZEN -> between(fault, () -> brigade.freeze(fault.maestro()), () -> brigade.thaw(fault.maestro()));
            case NATS_KILLED -> between(fault, nats::kill, nats::start);
            case NATS_FROZEN -> between(fault, nats::freeze, nats::thaw);
            case PANETTIERE_DOWN -> between(fault, panettiere::leave, panettiere::open);
            case PANETTIERE_ASLEEP -> mood(fault, MoodyPanettiere.Mood.ASLEEP);
            case PANETTIERE_SLOW -> mood(fault, MoodyPanettiere.Mood.SLOW);
            case PANETTIERE_SILENT -> mood(fault, MoodyPanettiere.Mood.SILENT);
            case PANETTIERE_CONFUSED -> mood(fault, MoodyPanettiere.Mood.CONFUSED);
        };
    }

    private CompletableFuture<Void> atItsMoment(Fault fault, Action blow) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        ambush.lay(fault.maestro(), fault.moment(), fault.delay(), moment -> {
            count(fault.kind() + " " + moment);
            perform(blow, over);
            clock.schedule(() -> over.complete(null), fault.lasts().toMillis(), TimeUnit.MILLISECONDS);
        });
        return over;
    }

    private CompletableFuture<Void> mood(Fault fault, MoodyPanettiere.Mood mood) {
        return between(fault, () -> panettiere.become(mood), () -> panettiere.become(MoodyPanettiere.Mood.AWAKE));
    }

    private CompletableFuture<Void> between(Fault fault, Action begin, Action end) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        count(fault.kind().toString());
        perform(begin, over);
        clock.schedule(() -> {
            perform(end, over);
            over.complete(null);
        }, fault.lasts().toMillis(), TimeUnit.MILLISECONDS);
        return over;
    }

    private static void perform(Action action, CompletableFuture<Void> over) {
        try {
            action.perform();
        } catch (Exception | AssertionError e) {
            over.completeExceptionally(e);
        }
    }

    private static void await(CompletableFuture<Void> fault) {
        if (fault != null) {
            fault.orTimeout(PATIENCE_IN_SECONDS, TimeUnit.SECONDS).join();
        }
    }

    private synchronized void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private synchronized void trouble(String what) {
        troubles.add(what);
    }

    /** Something to do that may fail. */
    @FunctionalInterface
    private interface Action {

        void perform() throws Exception;
    }
}
