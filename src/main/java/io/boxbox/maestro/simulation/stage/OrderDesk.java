package io.boxbox.maestro.simulation.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.simulation.crowd.Account;
import io.boxbox.maestro.simulation.crowd.Customers;
import io.boxbox.maestro.simulation.crowd.Ledger;
import io.boxbox.maestro.simulation.crowd.NewOrder;
import io.boxbox.maestro.simulation.crowd.OrdersStream;
import io.boxbox.maestro.simulation.panettiere.MoodyPanettiere;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Where orders are placed, good and bad ones. A customer whose order is not taken tries again until it is: the server knows it
 * by
 * its message id. Thread-safe; nothing blocks.
 */
final class OrderDesk {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
    private static final Duration LONGEST_BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final int MOST_REMEMBERED = 10_000;
    private static final String NO_ORDER = "one pizza, please";

    private final OrdersStream stream;
    private final Ledger ledger;
    private final Account account;
    private final KitchenClock clock;
    private final Customers customers = new Customers(new Random());
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<NewOrder> placed = new ArrayList<>();

    OrderDesk(OrdersStream stream, Ledger ledger, Account account, KitchenClock clock) {
        this.stream = stream;
        this.ledger = ledger;
        this.account = account;
        this.clock = clock;
    }

    /** Whether each of the customers knows that the order is stored. */
    boolean isQuiet() {
        return unanswered.get() == 0;
    }

    /** Somebody orders a pizza. */
    void order() {
        order(newOrder(UUID.randomUUID().toString()), true);
    }

    /** Many order at once. */
    void surge(int count, Duration within) {
        // From the beginning, so that nobody finds the desk quiet before it is over.
        unanswered.addAndGet(count);
        Multi.createFrom().range(0, count)
                .onItem().transformToUniAndConcatenate(each -> clock.pause(each == 0 ? Duration.ZERO : within.dividedBy(count))
                        .replaceWith(each))
                .subscribe().with(each -> {
                    order();
                    unanswered.decrementAndGet();
                });
    }

    /** Somebody sends what is no order. */
    void badMessage() {
        String id = "bad-" + UUID.randomUUID().toString().substring(0, 8);
        ledger.mayBeRefused(id);
        send(id, OrderSubjects.WAITING_TO_COOK + '.' + id, NO_ORDER.getBytes(UTF_8), true);
    }

    /** Somebody orders what the Panettiere never makes. */
    void poison() {
        NewOrder order = newOrder(MoodyPanettiere.POISON + UUID.randomUUID().toString().substring(0, 8));
        ledger.mayBeRefused(order.id());
        order(order, true);
    }

    /** Somebody orders, and presses the button twice. */
    void twice() {
        NewOrder order = newOrder(UUID.randomUUID().toString());
        order(order, true);
        order(order, false);
    }

    /** @return how many of the last orders were published again */
    int replay(int count) throws CannotBeDoneException {
        List<NewOrder> again;
        synchronized (placed) {
            again = List.copyOf(placed.subList(Math.max(0, placed.size() - count), placed.size()));
        }
        if (again.isEmpty()) {
            throw new CannotBeDoneException("nobody has ordered yet");
        }
        again.forEach(order -> send(order.id(), order.subject(), order.json(), false));
        return again.size();
    }

    private NewOrder newOrder(String id) {
        NewOrder order;
        synchronized (customers) {
            order = customers.order(Instant.now());
        }
        return new NewOrder(id, order.size(), order.toppings(), order.destination(), order.username(), order.orderedAt());
    }

    private void order(NewOrder order, boolean once) {
        // Told first, since the kitchen may take the order up before the server's answer is here.
        account.ordered(order);
        if (once && !order.id().startsWith(MoodyPanettiere.POISON)) {
            synchronized (placed) {
                placed.add(order);
                if (placed.size() > MOST_REMEMBERED) {
                    placed.remove(0);
                }
            }
        }
        send(order.id(), order.subject(), order.json(), once);
    }

    private void send(String id, String subject, byte[] content, boolean once) {
        Optional<String> messageId = once ? Optional.of("crowd-" + id) : Optional.empty();
        boolean[] told = new boolean[1];
        unanswered.incrementAndGet();
        Uni.createFrom().deferred(() -> stream.publish(subject, messageId, content))
                .onFailure().invoke(failure -> {
                    if (!told[0]) {
                        told[0] = true;
                        account.notPlaced(id, failure);
                    }
                })
                .onFailure().retry().withBackOff(BETWEEN_TRIES, LONGEST_BETWEEN_TRIES).indefinitely()
                .subscribe().with(stored -> {
                    ledger.placed(id);
                    unanswered.decrementAndGet();
                });
    }
}
