package io.boxbox.maestro.order;

/** What is baked into the border. */
public enum BorderKind {
    NONE,
    CREAM_CHEESE,
    CHEDDAR,
    CHOCOLATE
}
