package io.boxbox.maestro.jetstream.failures;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.consuming.ClaimedMessage;
import io.boxbox.maestro.jetstream.publishing.MessageTooLargeException;
import io.boxbox.maestro.jetstream.publishing.NotStoredException;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.logging.OnceAMinute;
import io.boxbox.maestro.order.InvalidOrderException;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.process.OutOfMemoryExit;
import io.boxbox.maestro.queue.FailureReason;
import io.smallrye.mutiny.Uni;

/**
 * Settles messages that were not cooked: those that never can be become dead letters, the others are negatively acknowledged
 * with a delay that doubles with each delivery.
 */
@Singleton
public class FailureHandler {

    private static final Logger LOG = Logger.getLogger(FailureHandler.class);

    private static final Duration LONGEST_DELAY_OF_A_REFUSED_DELIVERY = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LAST_ATTEMPTS = Duration.ofMillis(200);

    private final DeadLetterPublisher deadLetters;
    private final SettledBefore settledBefore;
    private final LeftOutContent leftOutContent;
    private final MaestroSettings.HandBack handBack;
    private final OptionalInt maxDeliveries;
    private final OnceAMinute told = new OnceAMinute();
    private final Set<CompletableFuture<Void>> givingUp = ConcurrentHashMap.newKeySet();

    FailureHandler(DeadLetterPublisher deadLetters, SettledBefore settledBefore, LeftOutContent leftOutContent,
            MaestroSettings settings) {
        this.deadLetters = deadLetters;
        this.settledBefore = settledBefore;
        this.leftOutContent = leftOutContent;
        this.handBack = settings.handBack();
        this.maxDeliveries = settings.maxDeliveries();
    }

    /** Never fails. */
    public Uni<Void> handle(ClaimedMessage claimed, Throwable reason) {
        OutOfMemoryExit.endIfOutOfMemory(reason);
        if (reason instanceof InvalidOrderException invalid) {
            FailureReason why = new FailureReason(code(invalid.flaw().name()), reason.getMessage(), reason);
            return leftOutContent.isMissingFrom(claimed).chain(missing -> missing
                    ? Uni.createFrom().voidItem().invoke(() -> nak(claimed, reason))
                    : deadLetter(claimed, why));
        }
        if (reason instanceof DoughRefusedException refused) {
            return deadLetter(claimed, new FailureReason(code(refused.answer()), reason.getMessage(), reason));
        }
        if (reason instanceof MessageTooLargeException) {
            return deadLetter(claimed,
                    new FailureReason("too_large", "the order cannot be delivered: " + reason.getMessage(), reason));
        }
        // Beyond the server's own limit, it would give the order up without a word.
        if (claimed.isTheLastDelivery() || maxDeliveries.isPresent() && claimed.deliveries() >= maxDeliveries.getAsInt()) {
            return deadLetter(claimed, new FailureReason("max_deliveries",
                    "given up after " + claimed.deliveries() + " deliveries: " + reason.getMessage(), reason));
        }
        return Uni.createFrom().voidItem().invoke(() -> nak(claimed, reason));
    }

    /**
     * Makes a dead letter of a message that is given back, and that the server does not deliver again.
     *
     * @return its making, which {@link #givenUp} waits for from this call on
     */
    public Uni<Void> giveUp(ClaimedMessage claimed) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        givingUp.add(done);
        FailureReason why = new FailureReason("max_deliveries", "given back before it was delivered, in delivery "
                + claimed.deliveries() + ", the last that the consumer allows (max_deliver)", null);
        return Uni.createFrom().deferred(() -> settledBefore.find(claimed))
                .chain(settlement -> settlement.orElseGet(() -> deadLetter(claimed, why)))
                .onTermination().invoke(() -> {
                    givingUp.remove(done);
                    done.complete(null);
                });
    }

    /** Makes a dead letter of a message that the server has given up, unless it was settled all the same. */
    public Uni<Void> bury(ClaimedMessage abandoned) {
        FailureReason why = new FailureReason("max_deliveries", "nobody has settled it in delivery " + abandoned.deliveries()
                + ", the last that the consumer allows (max_deliver)", null);
        return settledBefore.isSettled(abandoned)
                .onFailure().retry().withBackOff(BETWEEN_LAST_ATTEMPTS, LONGEST_DELAY_OF_A_REFUSED_DELIVERY).indefinitely()
                .chain(settled -> settled ? Uni.createFrom().voidItem() : deadLetter(abandoned, why));
    }

    /** Done when nothing is being given up any more: all of it has become dead letters. */
    public CompletableFuture<Void> givenUp() {
        CompletableFuture<?>[] letters = givingUp.toArray(CompletableFuture<?>[]::new);
        return letters.length == 0 ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(letters).thenCompose(over -> givenUp());
    }

    private Uni<Void> deadLetter(ClaimedMessage claimed, FailureReason why) {
        Uni<Void> letter = deadLetters.publish(claimed, why)
                .onFailure().invoke(failure -> claimed.trace().within(() -> {
                    if (told.isDue("letter")) {
                        LOG.warnf("The dead letter of %s could not be stored: %s",
                                OrderSubjects.publishable(claimed.subject()), failure.getMessage());
                    }
                }));
        if (claimed.isTheLastDelivery()) {
            // It would not come again.
            return letter.onFailure().retry().withBackOff(BETWEEN_LAST_ATTEMPTS, LONGEST_DELAY_OF_A_REFUSED_DELIVERY)
                    .indefinitely();
        }
        return letter
                .onFailure().invoke(failure -> nak(claimed, failure))
                .onFailure().recoverWithNull();
    }

    private void nak(ClaimedMessage claimed, Throwable reason) {
        Duration delay = delay(claimed.deliveries());
        boolean refused = reason instanceof NotStoredException;
        claimed.nakWithDelay(
                refused && delay.compareTo(LONGEST_DELAY_OF_A_REFUSED_DELIVERY) > 0 ? LONGEST_DELAY_OF_A_REFUSED_DELIVERY
                        : delay,
                new FailureReason(codeOf(reason), String.valueOf(reason.getMessage()), reason));
    }

    private static String codeOf(Throwable reason) {
        if (reason instanceof DoughUnavailableException noDough) {
            return code(noDough.answer());
        }
        if (reason instanceof InvalidOrderException) {
            return "without_content";
        }
        return reason instanceof NotStoredException ? "not_stored" : "not_confirmed";
    }

    private static String code(String constant) {
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
