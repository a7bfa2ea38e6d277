package io.boxbox.maestro.jetstream;

import java.time.Duration;

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

    Unprocessable(DeadLetters deadLetters, MaestroSettings settings) {
        this.deadLetters = deadLetters;
        this.handBack = settings.handBack();
    }

    /** Never fails. */
    Uni<Void> settle(ClaimedMessage claimed, Throwable reason) {
        if (isFinal(reason)) {
            LOG.infof("%s goes to the dead letters: %s", claimed.subject(), reason.getMessage());
            return deadLetters.bury(claimed, reason.getMessage())
                    .onFailure().invoke(failure -> LOG.warnf(
                            "The dead letter of %s could not be stored and is handed back: %s", claimed.subject(), failure))
                    .onFailure().invoke(() -> claimed.handBack(delay(claimed.deliveries())))
                    .onFailure().recoverWithNull();
        }
        return Uni.createFrom().voidItem().invoke(() -> {
            Duration delay = delay(claimed.deliveries());
            LOG.debugf("%s is handed back for %s: %s", claimed.subject(), delay, reason);
            claimed.handBack(delay);
        });
    }

    private static boolean isFinal(Throwable reason) {
        return reason instanceof InvalidOrderException || reason instanceof DoughRefusedException;
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
