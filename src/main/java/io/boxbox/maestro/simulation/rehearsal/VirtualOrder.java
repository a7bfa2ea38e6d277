package io.boxbox.maestro.simulation.rehearsal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

import io.boxbox.maestro.kitchen.ClaimedOrder;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * An order of which only the time counts.
 *
 * @param placed when, in nanoseconds of the clock
 * @param begun is told that moment when work on the order begins
 */
public record VirtualOrder(long placed, LongConsumer begun) implements ClaimedOrder {

    private static final Order ANY = new OrderReader()
            .read("{\"order_id\":\"any\",\"size\":\"small\"}".getBytes(StandardCharsets.UTF_8));
    private static final Uni<Void> DONE = Uni.createFrom().voidItem();

    @Override
    public Order order() {
        return ANY;
    }

    @Override
    public Duration waited() {
        return Duration.ZERO;
    }

    @Override
    public Uni<Boolean> markInProgress() {
        return DONE.invoke(() -> begun.accept(placed)).replaceWith(true);
    }

    @Override
    public Uni<Void> deliver() {
        return DONE;
    }

    @Override
    public Uni<Void> acknowledge() {
        return DONE;
    }

    @Override
    public Uni<OrderSettled> nack(Throwable reason) {
        return Uni.createFrom().item(() -> new OrderSettled(ANY.id(), Outcome.HANDED_BACK, "none", reason.getMessage(), 1,
                Duration.ZERO, Duration.ZERO));
    }

    @Override
    public Uni<Void> release() {
        return DONE;
    }
}
