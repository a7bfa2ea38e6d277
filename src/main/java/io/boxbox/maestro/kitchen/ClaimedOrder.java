package io.boxbox.maestro.kitchen;

import java.time.Duration;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.queue.OrderSettled;
import io.smallrye.mutiny.Uni;

/**
 * An order that a maestro has claimed from the queue and has to settle: delivered and acknowledged, or negatively
 * acknowledged. Nothing happens before a returned {@code Uni} is subscribed to, and none of them blocks.
 */
public interface ClaimedOrder {

    Order order();

    /** How long it has been in the queue, by the clocks of queue and process. */
    Duration waited();

    /**
     * Tells the queue that work on this order has begun. What follows belongs to the order, wherever it runs.
     *
     * @return false if the order was given back to the queue before that: then there is nothing more to do
     */
    Uni<Boolean> markInProgress();

    /** Stores the order on its delivery subject; completes once that is confirmed, and fails if it cannot be. */
    Uni<Void> deliver();

    /**
     * Takes the order off the queue, after its delivery. Need not wait for the queue to confirm it. Does not fail: an
     * acknowledgement that gets lost only means that the queue offers the order again, to be found delivered.
     */
    Uni<Void> acknowledge();

    /**
     * Gives the order up: to the queue, for another try later, or to the dead letters when {@code reason} says that no try
     * can succeed. Does not fail: what cannot be given up now, the queue takes back by itself.
     *
     * @return what became of it
     */
    Uni<OrderSettled> nack(Throwable reason);

    /** Gives back an order that was not begun, for another consumer to take at once. Does not fail. */
    Uni<Void> release();
}
