package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
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
        if (reason instanceof InvalidOrderException invalid) {
            return bury(claimed, new Verdict(word(invalid.flaw().name()), reason.getMessage(), reason));
        }
        if (reason instanceof DoughRefusedException refused) {
            return bury(claimed, new Verdict(word(refused.answer()), reason.getMessage(), reason));
        }
        if (reason instanceof MessageTooLargeException) {
            return bury(claimed, new Verdict("too_large", "the order cannot be delivered: " + reason.getMessage(), reason));
        }
        if (maxDeliveries.isPresent() && claimed.deliveries() >= maxDeliveries.getAsInt()) {
            return bury(claimed, new Verdict("max_deliveries",
                    "given up after " + claimed.deliveries() + " deliveries: " + reason.getMessage(), reason));
        }
        return Uni.createFrom().voidItem().invoke(() -> handBack(claimed, reason));
    }

    private Uni<Void> bury(ClaimedMessage claimed, Verdict why) {
        return deadLetters.bury(claimed, why)
                .onFailure().invoke(failure -> {
                    claimed.trace().within(() -> LOG.warnf("The dead letter of %s could not be stored, so it goes back: %s",
                            claimed.subject(), failure));
                    handBack(claimed, failure);
                })
                .onFailure().recoverWithNull();
    }

    private void handBack(ClaimedMessage claimed, Throwable reason) {
        String word = reason instanceof DoughUnavailableException noDough ? word(noDough.answer()) : "not_confirmed";
        claimed.handBack(delay(claimed.deliveries()), new Verdict(word, String.valueOf(reason.getMessage()), reason));
    }

    private static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT);
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
