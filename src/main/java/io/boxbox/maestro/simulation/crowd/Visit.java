package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** A visit of the crowd: it comes, orders and goes home, and what it ordered is delivered. */
final class Visit {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    /** Between the last orders and the end of a visit, for the kitchen to finish; a quarter of a short one. */
    private static final Duration TO_FINISH = Duration.ofSeconds(8);
    private static final Duration BETWEEN_AUDITS = Duration.ofMillis(200);
    /** For duplicates, which come after their originals. */
    private static final Duration BEFORE_THE_LAST_AUDIT = Duration.ofMillis(500);

    private final Crowd crowd;
    private final Customers customers;
    private final Function<NewOrder, Uni<Void>> counter;
    private final Account account;
    private final KitchenClock clock;

    /** @param counter where orders are placed; completes once the order is stored */
    Visit(Crowd crowd, Customers customers, Function<NewOrder, Uni<Void>> counter, Account account, KitchenClock clock) {
        this.crowd = crowd;
        this.customers = customers;
        this.counter = counter;
        this.account = account;
        this.clock = clock;
    }

    /** A visit that ends only by being cancelled. */
    Uni<Void> endless() {
        return orders(FOR_EVER).onItem().ignoreAsUni();
    }

    /**
     * A visit that takes about this long, and longer if the kitchen does.
     *
     * @param ledger is told here what was placed, and elsewhere what the stream holds
     * @return what the ledger says once no order is missing
     */
    Uni<Audit> lasting(Duration length, Ledger ledger) {
        return orders(length.minus(shorter(TO_FINISH, length.dividedBy(4))))
                .invoke(order -> ledger.placed(order.id()))
                .onItem().ignoreAsUni()
                .invoke(account::wentHome)
                .chain(() -> untilNothingIsMissing(ledger))
                .chain(() -> clock.pause(BEFORE_THE_LAST_AUDIT))
                .map(passed -> ledger.audit());
    }

    /** Emits each order that is placed. */
    private Multi<NewOrder> orders(Duration stay) {
        return crowd.come(stay).onItem().transformToUniAndMerge(act -> switch (act) {
            case WIN -> Uni.createFrom().<NewOrder> nullItem().invoke(account::won);
            case ORDER -> place(customers.order(Instant.now()));
        });
    }

    /** Emits the order once it is placed, or nothing. */
    private Uni<NewOrder> place(NewOrder order) {
        // Told first, since the kitchen may take the order up before the server's answer is here.
        account.ordered(order);
        return counter.apply(order)
                .replaceWith(order)
                .onFailure().invoke(failure -> account.notPlaced(order.id(), failure))
                .onFailure().recoverWithNull();
    }

    private Uni<Audit> untilNothingIsMissing(Ledger ledger) {
        return Multi.createBy().repeating()
                .uni(() -> clock.pause(BETWEEN_AUDITS).map(passed -> ledger.audit()))
                .until(Audit::nothingMissing)
                .collect().last();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
