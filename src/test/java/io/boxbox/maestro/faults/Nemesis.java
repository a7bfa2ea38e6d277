package io.boxbox.maestro.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.NetworkLink;

/** Injects the faults of a plan, one after the other but each for its time, so that those of different targets overlap. */
final class Nemesis {

    private static final long PATIENCE_IN_SECONDS = 60;

    private final Processes processes;
    private final Servers nats;
    private final FaultyPanettiere panettiere;
    private final Network network;
    private final Operator operator;
    private final Supplier<String> orders;
    private final FaultTrigger trigger;
    private final ScheduledExecutorService clock;
    private final Map<String, CompletableFuture<Void>> underWay = new HashMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    /** @param orders gives the id of an order that was placed some time ago, or {@code null} */
    Nemesis(Processes processes, Servers nats, FaultyPanettiere panettiere, Network network, Operator operator,
            Supplier<String> orders, FaultTrigger trigger, ScheduledExecutorService clock) {
        this.processes = processes;
        this.nats = nats;
        this.panettiere = panettiere;
        this.network = network;
        this.operator = operator;
        this.orders = orders;
        this.trigger = trigger;
        this.clock = clock;
    }

    /** Waits for the fault's time and until its target has recovered from the one before, and starts it. */
    void inject(Fault fault) {
        new CompletableFuture<Void>().completeOnTimeout(null, fault.pause().toMillis(), TimeUnit.MILLISECONDS).join();
        await(underWay.get(fault.target()));
        underWay.put(fault.target(), begin(fault).exceptionally(failure -> {
            failure(fault.kind() + " could not be injected: " + failure);
            return null;
        }));
    }

    /** Waits until each fault is over. */
    void awaitRecovery() {
        underWay.values().forEach(Nemesis::await);
    }

    synchronized int injected() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How often each kind of fault was injected. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Faults that could not be injected, so that the run proves nothing. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    private CompletableFuture<Void> begin(Fault fault) {
        if (fault.kind().trouble() != null) {
            List<NetworkLink> links = network.links(fault);
            return between(fault, () -> fault.kind().trouble().begin(links, fault.strength()), () -> Trouble.end(links));
        }
        NatsServer node = nats.node(fault.node());
        return switch (fault.kind()) {
            case MAESTRO_KILLED -> atMoment(fault, () -> processes.kill(fault.slot()));
            case MAESTRO_TERMINATED -> atMoment(fault, () -> processes.terminate(fault.slot()));
            case MAESTRO_FROZEN -> between(fault, () -> processes.freeze(fault.slot()), () -> processes.thaw(fault.slot()));
            case NATS_KILLED -> between(fault, node::kill, node::start);
            case NATS_FROZEN -> between(fault, node::freeze, node::thaw);
            case PANETTIERE_DOWN -> between(fault, panettiere::stop, panettiere::start);
            case PANETTIERE_ASLEEP -> behaviour(fault, FaultyPanettiere.Behaviour.ASLEEP);
            case PANETTIERE_SLOW -> behaviour(fault, FaultyPanettiere.Behaviour.SLOW);
            case PANETTIERE_SILENT -> behaviour(fault, FaultyPanettiere.Behaviour.SILENT);
            case PANETTIERE_FAILING -> behaviour(fault, FaultyPanettiere.Behaviour.FAILING);
            case CONSUMER_EDITED -> lasting(fault, () -> count(fault.kind() + ": " + operator.edit(fault.strength())),
                    operator::restore);
            case CONSUMER_SPOILED -> between(fault, operator::spoil, operator::restore);
            case CONSUMER_PAUSED -> once(fault, () -> operator.pause(fault.duration()));
            case CONSUMER_DELETED -> once(fault, operator::delete);
            case DELIVERY_PURGED -> lasting(fault, this::purge, Nemesis::nothing);
            case STREAM_LEADER_MOVED -> once(fault, operator::moveStreamLeader);
            case CONSUMER_LEADER_MOVED -> once(fault, operator::moveConsumerLeader);
            case NATS_PARTITIONED -> {
                List<NetworkLink> links = nats.linksOf(fault.node());
                Trouble trouble = fault.strength() % 2 == 0 ? Trouble.HOLDING : Trouble.SWALLOWING;
                yield between(fault, () -> trouble.begin(links, fault.strength()), () -> Trouble.end(links));
            }
            default -> throw new IllegalArgumentException("Nobody knows how to inject " + fault);
        };
    }

    private CompletableFuture<Void> atMoment(Fault fault, Action action) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        trigger.arm(fault.slot(), fault.moment(), fault.delay(), moment -> {
            count(fault.kind() + " " + moment);
            perform(action, over);
            clock.schedule(() -> over.complete(null), fault.duration().toMillis(), TimeUnit.MILLISECONDS);
        });
        return over;
    }

    private CompletableFuture<Void> behaviour(Fault fault, FaultyPanettiere.Behaviour behaviour) {
        return between(fault, () -> panettiere.behave(behaviour), () -> panettiere.behave(FaultyPanettiere.Behaviour.NORMAL));
    }

    private CompletableFuture<Void> between(Fault fault, Action begin, Action end) {
        count(fault.kind().toString());
        return lasting(fault, begin, end);
    }

    private CompletableFuture<Void> once(Fault fault, Action action) {
        return between(fault, action, Nemesis::nothing);
    }

    private CompletableFuture<Void> lasting(Fault fault, Action begin, Action end) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        perform(begin, over);
        clock.schedule(() -> {
            perform(end, over);
            over.complete(null);
        }, fault.duration().toMillis(), TimeUnit.MILLISECONDS);
        return over;
    }

    private void purge() {
        String id = orders.get();
        if (id != null && operator.purge(id)) {
            count(FaultKind.DELIVERY_PURGED.toString());
        }
    }

    private static void nothing() {
        // It is over by itself.
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

    private synchronized void failure(String what) {
        failures.add(what);
    }

    /** Something to do that may fail. */
    @FunctionalInterface
    private interface Action {

        void perform() throws Exception;
    }
}
