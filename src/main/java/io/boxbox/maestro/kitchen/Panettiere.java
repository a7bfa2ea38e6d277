package io.boxbox.maestro.kitchen;

import io.boxbox.maestro.order.Order;
import io.smallrye.mutiny.Uni;

/** The baker, as a maestro knows it: the port to the service of that name. */
@FunctionalInterface
public interface Panettiere {

    /**
     * Makes the dough for one order, with the order's own size and border.
     *
     * @return completes when the dough is ready; fails with {@link DoughUnavailableException} when there is none now, and with
     *         {@link DoughRefusedException} when there never will be
     */
    Uni<Void> makeDough(Order order);
}
