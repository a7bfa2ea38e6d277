package io.boxbox.maestro.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeStarted;

/** Counts what happens in the kitchen and knows what each maestro is doing. For one thread. */
final class Tally {

    private static final String COOKS = "cooks";
    private static final String WAITS = "waits";

    private final Map<Integer, String> doing = new TreeMap<>();
    private int delivered;
    private int smokes;
    private int oversmokes;
    private int lunches;
    private int handedBack;

    void count(KitchenEvent event) {
        if (event instanceof OrderStarted) {
            doing.put(event.maestro(), COOKS);
        } else if (event instanceof OrderDelivered) {
            delivered++;
            doing.put(event.maestro(), WAITS);
        } else if (event instanceof OrderUnprocessed unprocessed) {
            handedBack += unprocessed.reason() instanceof DoughRefusedException ? 0 : 1;
            doing.put(event.maestro(), WAITS);
        } else if (event instanceof SmokeStarted smoke) {
            smokes++;
            oversmokes += smoke.oversmoking() ? 1 : 0;
            doing.put(event.maestro(), smoke.oversmoking() ? "oversmokes" : "smokes");
        } else if (event instanceof LunchStarted) {
            lunches++;
            doing.put(event.maestro(), "lunches");
        } else if (event instanceof Idle) {
            doing.put(event.maestro(), WAITS);
        }
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
        return smokes;
    }

    int oversmokes() {
        return oversmokes;
    }

    int lunches() {
        return lunches;
    }

    int handedBack() {
        return handedBack;
    }
}
