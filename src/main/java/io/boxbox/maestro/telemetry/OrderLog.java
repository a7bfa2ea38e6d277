package io.boxbox.maestro.telemetry;

import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.queue.OrderSettled;

/** One line for what became of each order; everything else that happens is for debugging, unless it should not happen. */
@Singleton
class OrderLog {

    private static final Logger LOG = Logger.getLogger(OrderLog.class);
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

    void on(@Observes OrderSettled order) {
        switch (order.outcome()) {
            case DELIVERED -> {
                if (LOG.isInfoEnabled()) {
                    // The only line that each order has: put together once, where a format would be for each of its readers.
                    LOG.info("Delivered order " + printable(order) + ' ' + order.sinceArrival().toMillis()
                            + " ms after it arrived, " + order.inHand().toMillis() + " ms after it was begun");
                }
            }
            case ALREADY_DELIVERED -> LOG.debugf("Order %s was already delivered", printable(order));
            case HANDED_BACK -> LOG.debugf("Nak of order %s after delivery %d: %s", printable(order), order.deliveries(),
                    order.detail());
            // The detail may quote the customer, or the Panettiere. It is for those who may read the dead letters.
            case DEAD_LETTER -> LOG.infof("Order %s is a dead letter: %s; the letter's header Maestro-Detail says more",
                    printable(order), order.reason());
            case RELEASED -> LOG.debugf("Released order %s, which was not begun", printable(order));
        }
    }

    void on(@Observes KitchenEvent event) {
        LOG.debugf("%s", event);
    }

    // A subject may have control characters in it, which could make one line look like two.
    private static String printable(OrderSettled order) {
        return CONTROL_CHARACTER.matcher(order.id()).replaceAll("?");
    }
}
