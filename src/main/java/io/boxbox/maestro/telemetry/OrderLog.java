package io.boxbox.maestro.telemetry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.ClaimFailed;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;

/** One line for each order delivered; everything else that happens is for debugging, unless it should not happen. */
@ApplicationScoped
class OrderLog {

    private static final Logger LOG = Logger.getLogger(OrderLog.class);

    void on(@Observes KitchenEvent event) {
        if (event instanceof OrderDelivered delivered) {
            LOG.infof("Delivered order %s %d ms after it was started", delivered.order().id(), delivered.took().toMillis());
        } else if (event instanceof ClaimFailed failed) {
            LOG.warnf(failed.reason(), "Claiming orders failed");
        } else {
            LOG.debugf("%s", event);
        }
    }
}
