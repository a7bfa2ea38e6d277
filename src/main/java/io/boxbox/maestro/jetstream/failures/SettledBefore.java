package io.boxbox.maestro.jetstream.failures;

import java.util.Optional;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.consuming.ClaimedMessage;
import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.queue.FailureReason;
import io.nats.client.api.MessageInfo;
import io.smallrye.mutiny.Uni;

/**
 * Recognises messages that were settled before, so that nobody cooks them again: of one that was delivered before, and of one
 * that is older than the consumer, which may have been deleted and made again, the delivery or the dead letter is looked for.
 */
@Singleton
public class SettledBefore {

    private static final Logger LOG = Logger.getLogger(SettledBefore.class);
    private static final String MESSAGE_ID = "Nats-Msg-Id";
    private static final FailureReason A_LETTER_IS_THERE = new FailureReason("dead_letter_found",
            "it has become a dead letter before", null);

    private final StoredMessages stored;
    private final DeadLetterIndex letters;
    private final boolean once;

    SettledBefore(StoredMessages stored, DeadLetterIndex letters, MaestroSettings settings) {
        this.stored = stored;
        this.letters = letters;
        this.once = settings.deliverOnce();
    }

    /**
     * Looks for what became of the message.
     *
     * @return what settles it in the same way again; empty if nothing is found, or the server does not show its messages: then
     *         it is cooked, and the stream stores no second delivery
     */
    public Uni<Optional<Uni<Void>>> find(ClaimedMessage claimed) {
        return look(claimed)
                .onFailure().invoke(failure -> LOG.debugf(failure, "What became of %s is not known", claimed.subject()))
                .onFailure().recoverWithItem(Optional.empty());
    }

    /** Whether it has a delivery or a dead letter. Fails if the server does not answer in time. */
    Uni<Boolean> isSettled(ClaimedMessage claimed) {
        return look(claimed).map(Optional::isPresent);
    }

    private Uni<Optional<Uni<Void>>> look(ClaimedMessage claimed) {
        String stream = claimed.message().metaData().getStream();
        String token = claimed.publishableToken();
        String delivery = OrderSubjects.WAITING_DELIVERY + "." + token;
        String letter = OrderSubjects.DEAD_LETTER + "." + token;
        // What cannot be an order's id was never delivered, and could be a wildcard for other orders' deliveries.
        Uni<Optional<MessageInfo>> lastDelivery = token.equals(OrderSubjects.lastToken(claimed.subject()))
                ? stored.last(stream, delivery)
                : Uni.createFrom().item(Optional.empty());
        return lastDelivery
                .chain(last -> last.filter(found -> isOf(claimed, delivery, found)).isPresent()
                        ? Uni.createFrom().item(Optional.of(delivered(claimed)))
                        : stored.last(stream, letter).chain(found -> isLetterOf(claimed, stream, letter, found))
                                .map(there -> there ? Optional.of(claimed.terminate(A_LETTER_IS_THERE))
                                        : Optional.<Uni<Void>> empty()));
    }

    // Where ids are reused, the delivery may be that of another order.
    private boolean isOf(ClaimedMessage claimed, String delivery, MessageInfo found) {
        return once || found.getHeaders() != null
                && (delivery + ":" + claimed.streamSequence()).equals(found.getHeaders().getFirst(MESSAGE_ID));
    }

    private Uni<Boolean> isLetterOf(ClaimedMessage claimed, String stream, String subject, Optional<MessageInfo> last) {
        return last.map(letter -> letters.contains(claimed.streamSequence(), stream, subject, letter))
                .orElse(Uni.createFrom().item(false));
    }

    private static Uni<Void> delivered(ClaimedMessage claimed) {
        return Uni.createFrom().deferred(() -> {
            claimed.foundDelivered();
            return claimed.acknowledge();
        });
    }
}
