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
    private static final int MOST_ONE_BY_ONE = 6;

    private final Map<Cook, String> doing = new TreeMap<>();
    private final Map<Kind, Integer> breaks = new EnumMap<>(Kind.class);
    private int delivered;
    private int oversmokes;
    private int handedBack;
    private boolean somebodyHasGone;

    void count(Cook cook, KitchenEvent event) {
        if (event instanceof OrderStarted) {
            doing.put(cook, COOKS);
        } else if (event instanceof OrderDelivered) {
            delivered++;
            doing.put(cook, WAITS);
        } else if (event instanceof OrderUnprocessed unprocessed) {
            handedBack += unprocessed.settled().outcome() == Outcome.DEAD_LETTER ? 0 : 1;
            doing.put(cook, WAITS);
        } else if (event instanceof BreakStarted started) {
            count(cook, started.taken());
        } else if (event instanceof Idle) {
            doing.put(cook, WAITS);
        }
    }

    private void count(Cook cook, Break taken) {
        breaks.merge(taken.kind(), 1, Integer::sum);
        oversmokes += taken.extended() ? 1 : 0;
        doing.put(cook, switch (taken.kind()) {
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
        return doing.isEmpty() && !somebodyHasGone;
    }

    /** In words: what every maestro is doing or, where they are many, how many do what. */
    String doing() {
        if (doing.size() > MOST_ONE_BY_ONE) {
            return doing.values().stream().collect(Collectors.groupingBy(what -> what, TreeMap::new, Collectors.counting()))
                    .entrySet().stream().map(what -> what.getValue() + " x " + what.getKey()).collect(Collectors.joining(", "));
        }
        if (doing.isEmpty()) {
            return "nobody is there";
        }
        return doing.entrySet().stream()
                .map(maestro -> maestro.getKey().called() + ' ' + maestro.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The maestros of a process are no more, whatever they were doing. */
    void gone(String process) {
        somebodyHasGone = true;
        doing.keySet().removeIf(cook -> cook.process().equals(process));
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
