package io.boxbox.maestro.kitchen;

/** What a maestro is doing, as the state diagram of the specification (work schedule) has it. */
public enum MaestroState {

    /** Nothing in hand; waiting for orders. */
    IDLE,

    /** Cooking one order: dough, delivery, acknowledgement. */
    PROCESSING,

    /** On the break after an order. */
    SMOKING,

    /** On the break between batches. */
    LUNCHING
}
