package io.boxbox.maestro.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.order.BorderKind;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.PizzaSize;

class BriefOrderTest {

    private static final BorderKind BORDER = BorderKind.values()[0];

    @Test
    void anOrdinaryOrderIsKeptAsItIs() {
        Order order = new Order("a", PizzaSize.SMALL, BORDER, List.of("funghi"), "Via Roma 1", null, null);

        assertThat(BriefOrder.of(order))
                .isEqualTo(new BriefOrder("a", PizzaSize.SMALL, BORDER, List.of("funghi"), "Via Roma 1", null));
    }

    @Test
    void whatIsLargeIsCut() {
        String large = "x".repeat(900_000);
        BriefOrder brief = BriefOrder
                .of(new Order("a", PizzaSize.SMALL, BORDER, Collections.nCopies(9_000, large), large, large,
                        null));

        assertThat(brief.toppings()).hasSize(50).allMatch(topping -> topping.length() == 201);
        assertThat(brief.destination()).hasSize(201).endsWith("x…");
        assertThat(brief.username()).hasSize(201);
    }
}
