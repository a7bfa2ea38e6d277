package io.boxbox.maestro.kitchen;

import java.time.Duration;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.queue.OrderSettled;

/**
 * What happened in the kitchen, told once and in order to those who keep an account of it: telemetry, a page, a terminal.
 * Listeners run on the kitchen's event loop, in the Vert.x context of the order if it is about one, and must not block.
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

    /** The order was not cooked; {@code settled} says whether it went back to the queue or to the dead letters, and why. */
    record OrderUnprocessed(int maestro, Order order, OrderSettled settled) implements KitchenEvent {
    }

    /** A break begins. */
    record BreakStarted(int maestro, Break taken) implements KitchenEvent {
    }

    /** A break is over, after the time that really passed. */
    record BreakEnded(int maestro, Break taken, Duration lasted) implements KitchenEvent {
    }

    /** The maestro's next lunch is due; told when work begins and after each lunch. Not told where there is no lunch. */
    record LunchDue(int maestro, Duration in) implements KitchenEvent {
    }

    /** Nothing is in hand: an order, its smoke or a lunch is over and the next order is not here yet, or comes at once. */
    record Idle(int maestro) implements KitchenEvent {
    }
}
