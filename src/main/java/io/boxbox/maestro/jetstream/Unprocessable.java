package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.OptionalInt;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.order.InvalidOrderException;
import io.smallrye.mutiny.Uni;

/**
 * Settles messages that were not cooked: those that never can be become dead letters, the others go back to the queue with a
 * delay that doubles with each delivery.
 */
@ApplicationScoped
class Unprocessable {

    private static final Logger LOG = Logger.getLogger(Unprocessable.class);

    private final DeadLetters deadLetters;
    private final MaestroSettings.HandBack handBack;
    private final OptionalInt maxDeliveries;

    Unprocessable(DeadLetters deadLetters, MaestroSettings settings) {
        this.deadLetters = deadLetters;
        this.handBack = settings.handBack();
        this.maxDeliveries = settings.maxDeliveries();
    }

    /** Never fails. */
    Uni<Void> settle(ClaimedMessage claimed, Throwable reason) {
        if (reason instanceof InvalidOrderException || reason instanceof DoughRefusedException) {
            return bury(claimed, reason.getMessage());
        }
        if (reason instanceof MessageTooLargeException) {
            return bury(claimed, "the order cannot be delivered: " + reason.getMessage());
        }
        if (maxDeliveries.isPresent() && claimed.deliveries() >= maxDeliveries.getAsInt()) {
            return bury(claimed, "given up after " + claimed.deliveries() + " deliveries: " + reason.getMessage());
        }
        return Uni.createFrom().voidItem().invoke(() -> handBack(claimed, reason));
    }

    private Uni<Void> bury(ClaimedMessage claimed, String reason) {
        LOG.infof("%s goes to the dead letters: %s", claimed.subject(), reason);
        return deadLetters.bury(claimed, reason)
                .onFailure().invoke(failure -> {
                    LOG.warnf("The dead letter of %s could not be stored, so it goes back: %s", claimed.subject(), failure);
                    handBack(claimed, failure);
                })
                .onFailure().recoverWithNull();
    }

    private void handBack(ClaimedMessage claimed, Throwable reason) {
        Duration delay = delay(claimed.deliveries());
        LOG.debugf("%s is handed back for %s: %s", claimed.subject(), delay, reason);
        claimed.handBack(delay);
    }

    /** The delay after the given delivery, the first being 1. */
    Duration delay(long deliveries) {
        Duration delay = handBack.delayInSeconds();
        for (long n = 1; n < deliveries && delay.compareTo(handBack.maxDelayInSeconds()) < 0; n++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(handBack.maxDelayInSeconds()) > 0 ? handBack.maxDelayInSeconds() : delay;
    }
}
