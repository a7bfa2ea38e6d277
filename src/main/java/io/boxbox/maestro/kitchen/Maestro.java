package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchDue;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.order.Order;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * One maestro: claims a batch of orders, cooks them one at a time, smokes after each and lunches between batches.
 * <p>
 * A maestro does one thing after another, whatever threads carry it, so its state needs no lock. It never blocks: breaks are
 * delays on the {@link KitchenClock}.
 */
final class Maestro {

    private static final Runnable NOTHING = () -> {
    };

    private final int number;
    private final SmokingHabit smoking;
    private final LunchHabit lunch;
    private final Duration untilFirstLunch;
    private final RandomGenerator dice;
    private final Panettiere panettiere;
    private final KitchenClock clock;
    private final Consumer<? super KitchenEvent> events;

    private volatile Runnable endOfBreak = NOTHING;
    private volatile boolean leaving;
    private volatile MaestroState state = MaestroState.IDLE;
    private volatile long lunchDue;

    /**
     * @param number names this maestro in the {@code events}; the first is 1
     * @param untilFirstLunch from the beginning of work until the first lunch is due
     * @param dice decides on oversmoking; used by this maestro alone
     * @param events is told what happens, on the thread it happens on; it must neither block nor throw
     */
    Maestro(int number, SmokingHabit smoking, LunchHabit lunch, Duration untilFirstLunch, RandomGenerator dice,
            Panettiere panettiere, KitchenClock clock, Consumer<? super KitchenEvent> events) {
        this.number = number;
        this.smoking = smoking;
        this.lunch = lunch;
        this.untilFirstLunch = untilFirstLunch;
        this.dice = dice;
        this.panettiere = panettiere;
        this.clock = clock;
        this.events = events;
    }

    int number() {
        return number;
    }

    /** What this maestro is doing now. May be asked from any thread. */
    MaestroState state() {
        return state;
    }

    /** Whether lunch would begin if nothing were in hand. May be asked from any thread. */
    boolean isLunchDue() {
        return clock.now() - lunchDue >= 0;
    }

    /**
     * Works batch after batch until told to {@link #leave}.
     *
     * @param claim each subscription claims one batch: it emits orders as they arrive and completes when the batch is full or
     *        its wait is over; it never fails
     * @return completes once this maestro has left
     */
    Uni<Void> work(Multi<? extends ClaimedOrder> claim) {
        return Multi.createFrom().deferred(() -> {
            restartLunchTimer(untilFirstLunch);
            return Multi.createBy().repeating().uni(() -> workBatch(claim)).whilst(done -> !leaving);
        }).onItem().ignoreAsUni();
    }

    /**
     * Sends this maestro home: a break ends now, the order in hand is finished, orders that wait behind it are released, and
     * nothing is claimed any more. {@link #work} completes then, which needs the open claim to complete too.
     */
    void leave() {
        leaving = true;
        endOfBreak.run();
    }

    private Uni<Boolean> workBatch(Multi<? extends ClaimedOrder> claim) {
        return claim
                .onItem().transformToUniAndConcatenate(this::workOrder)
                .onItem().ignoreAsUni()
                .chain(this::lunchIfDue)
                .replaceWith(true);
    }

    private Uni<Void> workOrder(ClaimedOrder claimed) {
        if (leaving) {
            return claimed.release();
        }
        // An order may be large, and a break long: what comes before the break must not keep the one during the other.
        AtomicReference<ClaimedOrder> inHand = new AtomicReference<>(claimed);
        return Uni.createFrom().deferred(() -> cook(inHand.get()))
                .onFailure().recoverWithUni(reason -> nack(inHand.get(), reason).replaceWith(false))
                .invoke(() -> inHand.set(null))
                .chain(delivered -> delivered ? takeBreak(smoking.next(dice)) : Uni.createFrom().voidItem())
                .invoke(this::rest);
    }

    // False if the order was given back before it could be begun.
    private Uni<Boolean> cook(ClaimedOrder claimed) {
        long start = clock.now();
        return claimed.markInProgress()
                .chain(begun -> begun ? cookBegun(claimed, start) : Uni.createFrom().item(false));
    }

    private Uni<Boolean> cookBegun(ClaimedOrder claimed, long start) {
        Order order = claimed.order();
        state = MaestroState.PROCESSING;
        events.accept(new OrderStarted(number, order, claimed.waited()));
        return askForDough(order)
                .chain(claimed::deliver)
                .chain(claimed::acknowledge)
                .invoke(() -> events.accept(new OrderDelivered(number, order, clock.since(start))))
                .replaceWith(true);
    }

    private Uni<Void> askForDough(Order order) {
        long start = clock.now();
        return panettiere.makeDough(order)
                .invoke(() -> events.accept(new DoughReceived(number, order, clock.since(start))))
                .onFailure().invoke(reason -> events.accept(new DoughDenied(number, order, clock.since(start), reason)));
    }

    private Uni<Void> nack(ClaimedOrder claimed, Throwable reason) {
        return claimed.nack(reason)
                .invoke(settled -> events.accept(new OrderUnprocessed(number, claimed.order(), settled)))
                .replaceWithVoid();
    }

    private Uni<Void> lunchIfDue() {
        if (!isLunchDue()) {
            return Uni.createFrom().voidItem();
        }
        return takeBreak(lunch.next())
                .invoke(this::rest)
                .invoke(() -> restartLunchTimer(lunch.period()));
    }

    private void restartLunchTimer(Duration in) {
        lunchDue = clock.now() + in.toNanos();
        if (!lunch.duration().isZero()) {
            events.accept(new LunchDue(number, in));
        }
    }

    private Uni<Void> takeBreak(Break taken) {
        if (leaving || taken.planned().isZero()) {
            return Uni.createFrom().voidItem();
        }
        state = taken.kind().state();
        events.accept(new BreakStarted(number, taken));
        return clock.pause(taken.planned(), this::endAtClosingTime)
                .invoke(lasted -> {
                    endOfBreak = NOTHING;
                    events.accept(new BreakEnded(number, taken, lasted));
                })
                .replaceWithVoid();
    }

    private void endAtClosingTime(Runnable end) {
        endOfBreak = end;
        if (leaving) {
            end.run();
        }
    }

    private void rest() {
        state = MaestroState.IDLE;
        events.accept(new Idle(number));
    }
}
