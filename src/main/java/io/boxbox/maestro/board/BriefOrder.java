package io.boxbox.maestro.board;

import java.util.ArrayList;
import java.util.List;

import io.boxbox.maestro.order.BorderKind;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.PizzaSize;

/** What the board keeps of an order: nothing that could be large, since it keeps many. */
record BriefOrder(String id, PizzaSize size, BorderKind border, List<String> toppings, String destination, String username) {

    private static final int LONGEST_TEXT = 200;
    private static final int MOST_TOPPINGS = 50;

    static BriefOrder of(Order order) {
        return new BriefOrder(order.id(), order.size(), order.border(),
                brief(order.toppings()), brief(order.destination()), brief(order.username()));
    }

    private static List<String> brief(List<String> toppings) {
        int most = Math.min(toppings.size(), MOST_TOPPINGS);
        List<String> brief = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            brief.add(brief(toppings.get(i)));
        }
        return brief;
    }

    private static String brief(String text) {
        return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
