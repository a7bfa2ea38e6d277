package io.boxbox.maestro.kitchen;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.smallrye.mutiny.Uni;

/** A large pizza with a cheddar border; what is done with it goes into a diary. */
record TestOrder(Order order, Consumer<String> diary) implements ClaimedOrder {

    /** The id of an order that is given back before it can be begun starts so. */
    static final String GIVEN_BACK = "given-back";

    TestOrder(String id, Consumer<String> diary) {
        this(new OrderReader().read(("{\"order_id\":\"" + id + "\",\"size\":\"large\",\"border\":\"cheddar\"}")
                .getBytes(StandardCharsets.UTF_8)), diary);
    }

    @Override
    public Duration waited() {
        return Duration.ofMillis(5);
    }

    @Override
    public Uni<Boolean> markInProgress() {
        return order.id().startsWith(GIVEN_BACK) ? noted("too late for " + order.id()).replaceWith(false)
                : noted("begin " + order.id()).replaceWith(true);
    }

    @Override
    public Uni<Void> deliver() {
        return noted("deliver " + order.id());
    }

    @Override
    public Uni<Void> acknowledge() {
        return noted("acknowledge " + order.id());
    }

    @Override
    public Uni<OrderSettled> nack(Throwable reason) {
        return noted("nack " + order.id() + " " + reason.getMessage()).map(done -> new OrderSettled(order.id(),
                Outcome.HANDED_BACK, "none", reason.getMessage(), 1, Duration.ZERO, Duration.ZERO));
    }

    @Override
    public Uni<Void> release() {
        return noted("release " + order.id());
    }

    private Uni<Void> noted(String entry) {
        return Uni.createFrom().voidItem().invoke(() -> diary.accept(entry));
    }
}
