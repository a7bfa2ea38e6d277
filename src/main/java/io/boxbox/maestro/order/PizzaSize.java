package io.boxbox.maestro.order;

/** How large the pizza is. */
public enum PizzaSize {
    SMALL,
    MEDIUM,
    LARGE
}
