package io.boxbox.maestro.simulation.crowd;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Think up orders. For one thread. */
public final class Customers {

    private static final List<String> SIZES = List.of("small", "medium", "large", "large", "Medium", "LARGE");
    private static final List<String> TOPPINGS = List.of("basil", "mushrooms", "olives", "anchovies", "burrata", "salami",
            "rocket");
    private static final List<String> STREETS = List.of("Via Monza", "Via Abetone", "Curva Grande", "Via Tazio Nuvolari",
            "Parabolica");
    private static final List<String> NAMES = List.of("giulia", "enzo", "chiara", "luca", "sofia", "matteo", "piero", "elena",
            "gilles");

    private final RandomGenerator dice;

    public Customers(RandomGenerator dice) {
        this.dice = dice;
    }

    public NewOrder order(Instant now) {
        return new NewOrder(UUID.randomUUID().toString(), oneOf(SIZES), toppings(),
                oneOf(STREETS) + ' ' + dice.nextInt(1, 100), oneOf(NAMES), now);
    }

    private List<String> toppings() {
        int count = dice.nextInt(4);
        return count == 0 ? null : Stream.generate(() -> oneOf(TOPPINGS)).distinct().limit(count).toList();
    }

    private String oneOf(List<String> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }
}
