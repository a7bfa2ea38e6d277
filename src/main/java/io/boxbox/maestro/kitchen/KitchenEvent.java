package io.boxbox.maestro.kitchen;

import java.time.Duration;

import io.boxbox.maestro.order.Order;

/**
 * What happened in the kitchen, told once, in order, to whoever keeps an account of it: telemetry, a page, a terminal.
 * Listeners run on the maestro's own thread, what is about an order on
 * that of the order, and must not block.
 */
public sealed interface KitchenEvent {

    /** The maestro who did it; the first one is 1. */
    int maestro();

    /** An order is in hand, after it {@code waited} in the queue: dough comes next. */
    record OrderStarted(int maestro, Order order, Duration waited) implements KitchenEvent {
    }

    /** The Panettiere gave the dough, after {@code took}, retries included. */
    record DoughReceived(int maestro, Order order, Duration took) implements KitchenEvent {
    }

    /** The Panettiere gave no dough, after {@code took}, retries included. */
    record DoughDenied(int maestro, Order order, Duration took, Throwable reason) implements KitchenEvent {
    }

    /** The order is stored on its delivery subject and acknowledged, {@code took} after it was started. */
    record OrderDelivered(int maestro, Order order, Duration took) implements KitchenEvent {
    }

    /** The order could not be cooked now and went back to the queue, or to the dead letters if it never can be. */
    record OrderUnprocessed(int maestro, Order order, Throwable reason) implements KitchenEvent {
    }

    /** A smoke begins; {@code planned} already includes the oversmoking. */
    record SmokeStarted(int maestro, Duration planned, boolean oversmoking) implements KitchenEvent {
    }

    /** A smoke is over, after the time that really passed. */
    record SmokeEnded(int maestro, Duration lasted, boolean oversmoked) implements KitchenEvent {
    }

    /** Lunch begins. */
    record LunchStarted(int maestro, Duration planned) implements KitchenEvent {
    }

    /** Lunch is over, after the time that really passed. */
    record LunchEnded(int maestro, Duration lasted) implements KitchenEvent {
    }

    /** His next lunch is due; told when his work begins and after each lunch. Not told where there is no lunch. */
    record LunchDue(int maestro, Duration in) implements KitchenEvent {
    }

    /** Nothing is in hand: an order, its smoke or a lunch is over and the next order is not here yet, or comes at once. */
    record Idle(int maestro) implements KitchenEvent {
    }

    /** Claiming orders failed; the maestro tries again after a moment. */
    record ClaimFailed(int maestro, Throwable reason) implements KitchenEvent {
    }
}
