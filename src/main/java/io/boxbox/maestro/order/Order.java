package io.boxbox.maestro.order;

import java.util.List;

/**
 * A customer's order, as the kitchen reads it.
 *
 * @param id the order's id, a valid NATS subject token
 * @param size how large the pizza is
 * @param border what is baked into the border
 * @param toppings in the customer's order; empty where the document has none
 * @param destination where to deliver it; {@code null} where the document does not say
 * @param username who ordered it; {@code null} where the document does not say
 * @param document the JSON it came as, which leaves with nothing but its status changed
 */
public record Order(String id, PizzaSize size, BorderKind border, List<String> toppings, String destination, String username,
        OrderDocument document) {

    public Order {
        toppings = List.copyOf(toppings);
    }

    /** Names the order by its id alone: the rest is the customer's own affair. */
    @Override
    public String toString() {
        return "order " + id;
    }
}
