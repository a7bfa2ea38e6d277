package io.boxbox.maestro.simulation.crowd;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.queue.OrderSettled.Outcome;

/** Counts what happens in the kitchen and knows what each maestro is doing. For one thread. */
final class Tally {

    private static final String COOKS = "cooks";
    private static final String WAITS = "waits";

    private final Map<Integer, String> doing = new TreeMap<>();
    private final Map<Kind, Integer> breaks = new EnumMap<>(Kind.class);
    private int delivered;
    private int oversmokes;
    private int handedBack;

    void count(KitchenEvent event) {
        if (event instanceof OrderStarted) {
            doing.put(event.maestro(), COOKS);
        } else if (event instanceof OrderDelivered) {
            delivered++;
            doing.put(event.maestro(), WAITS);
        } else if (event instanceof OrderUnprocessed unprocessed) {
            handedBack += unprocessed.settled().outcome() == Outcome.DEAD_LETTER ? 0 : 1;
            doing.put(event.maestro(), WAITS);
        } else if (event instanceof BreakStarted started) {
            count(event.maestro(), started.taken());
        } else if (event instanceof Idle) {
            doing.put(event.maestro(), WAITS);
        }
    }

    private void count(int maestro, Break taken) {
        breaks.merge(taken.kind(), 1, Integer::sum);
        oversmokes += taken.extended() ? 1 : 0;
        doing.put(maestro, switch (taken.kind()) {
            case SMOKE -> taken.extended() ? "oversmokes" : "smokes";
            case LUNCH -> "lunches";
        });
    }

    /** Orders in a maestro's hands right now. */
    int cooking() {
        return (int) doing.values().stream().filter(COOKS::equals).count();
    }

    /** Whether no maestro has been heard of yet, as in a town whose maestros are other processes. */
    boolean nobodyWorksHere() {
        return doing.isEmpty();
    }

    /** In words: what every maestro is doing. */
    String doing() {
        return doing.entrySet().stream()
                .map(maestro -> Narrator.maestro(maestro.getKey()) + ' ' + maestro.getValue())
                .collect(Collectors.joining(", "));
    }

    int delivered() {
        return delivered;
    }

    int smokes() {
        return breaks.getOrDefault(Kind.SMOKE, 0);
    }

    int oversmokes() {
        return oversmokes;
    }

    int lunches() {
        return breaks.getOrDefault(Kind.LUNCH, 0);
    }

    int handedBack() {
        return handedBack;
    }
}
