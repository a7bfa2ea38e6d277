package io.boxbox.maestro.simulation.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.simulation.crowd.Audit;
import io.boxbox.maestro.simulation.crowd.HeldUp;
import io.boxbox.maestro.simulation.crowd.Ledger;
import io.boxbox.maestro.simulation.crowd.Line;
import io.boxbox.maestro.simulation.scene.Act;
import io.boxbox.maestro.simulation.scene.Deed;
import io.boxbox.maestro.simulation.scene.Performance;
import io.boxbox.maestro.simulation.scene.Performance.Change;

/** What was done on the stage and what followed from it, when. Thread-safe. */
final class Chronicle {

    private final KitchenClock clock;
    private final double lapse;
    private long curtain;
    private final List<Change<Boolean>> health = new ArrayList<>();
    private final List<Change<Integer>> heads = new ArrayList<>();
    private final Map<String, Duration> steps = new HashMap<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private static final class Trouble {

        private final Act act;
        private final Duration at;
        private final Instant from;
        private Instant to;

        private Trouble(Act act, Duration at, Instant from) {
            this.act = act;
            this.at = at;
            this.from = from;
        }
    }

    Chronicle(KitchenClock clock, double lapse) {
        this.clock = clock;
        this.lapse = lapse;
        this.curtain = clock.now();
    }

    /** The curtain rises: from now on it is written down. */
    synchronized void begin(boolean healthy, int maestros) {
        curtain = clock.now();
        health.clear();
        heads.clear();
        health.add(new Change<>(Duration.ZERO, healthy));
        heads.add(new Change<>(Duration.ZERO, maestros));
    }

    /** Since the curtain rose. */
    synchronized Duration now() {
        return clock.since(curtain);
    }

    /** Whether at least one Maestro can claim orders now. */
    synchronized void health(boolean healthy) {
        note(health, healthy);
    }

    /** How many Maestros are there to stay. */
    synchronized void heads(int maestros) {
        note(heads, maestros);
    }

    private <T> void note(List<Change<T>> changes, T now) {
        if (!changes.isEmpty() && !changes.get(changes.size() - 1).now().equals(now)) {
            changes.add(new Change<>(now(), now));
        }
    }

    /**
     * Something was done.
     *
     * @param takes how long it still goes on, like a surge
     */
    synchronized void done(Act act, Instant from, Duration at, Duration takes) {
        Deed deed = act.deed();
        switch (deed.course()) {
            case BEGINS -> {
                // A Maestro may be killed while another is gone; NATS and the Panettiere have one trouble at a time.
                if (deed.on() != Deed.On.MAESTRO) {
                    end(deed.on(), from);
                }
                troubles.add(new Trouble(act, at, from));
            }
            case ENDS -> end(deed.on(), Instant.now());
            case MOMENT -> {
                Trouble trouble = new Trouble(act, at, from);
                trouble.to = Instant.now().plus(takes);
                troubles.add(trouble);
            }
            case NO_TROUBLE -> {
            }
        }
    }

    private void end(Deed.On on, Instant at) {
        troubles.stream().filter(trouble -> trouble.act.deed().on() == on && trouble.to == null)
                .forEach(trouble -> trouble.to = at);
    }

    /** A step of the scene was done then. */
    synchronized void step(String name, Duration at) {
        steps.put(name, at);
    }

    /** A step of the scene could not be done. */
    synchronized void failed(String step, String why) {
        failures.add("  FAIL  " + step + ": could not be done: " + why);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** In words: the troubles that nobody has ended. */
    synchronized List<String> open() {
        return troubles.stream().filter(trouble -> trouble.to == null).map(trouble -> trouble.act.deed().words()).toList();
    }

    /** What the troubles cost, by the stream's own account: a line each. */
    synchronized List<String> costs(Ledger ledger) {
        if (troubles.isEmpty()) {
            return List.of();
        }
        List<Ledger.Life> lives = ledger.lives();
        List<String> lines = new ArrayList<>(List.of("", "What it cost:"));
        for (Trouble trouble : troubles) {
            Instant now = Instant.now();
            HeldUp cost = HeldUp.reckon(lives, trouble.from, trouble.to == null ? now : trouble.to, now);
            lines.add(String.format(Locale.ROOT, "  at %5.1f s  %s%s", trouble.at.toNanos() / 1e9, trouble.act.words(),
                    trouble.act.deed().course() == Deed.Course.BEGINS ? lasted(trouble) : ""));
            lines.add(cost.orders() == 0 ? "              held up no order"
                    : String.format(Locale.ROOT,
                            "              held up orders for %s; of the %d orders there meanwhile, the longest waited %s",
                            Line.inWords(cost.stall()), cost.orders(), Line.inWords(cost.longestWait())));
        }
        return lines;
    }

    private static String lasted(Trouble trouble) {
        return trouble.to == null ? ", to the end" : ", for " + Line.inWords(Duration.between(trouble.from, trouble.to));
    }

    synchronized Performance performance(Ledger ledger) {
        Audit audit = ledger.audit();
        return new Performance(audit.placed(), audit.delivered(), ledger.rightlyRefused(), audit.duplicates(),
                audit.longestWait().orElse(Duration.ZERO), audit.letters(), List.copyOf(health), List.copyOf(heads),
                Map.copyOf(steps), lapse);
    }
}
