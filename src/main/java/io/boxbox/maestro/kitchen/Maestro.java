package io.boxbox.maestro.kitchen;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.boxbox.maestro.kitchen.KitchenEvent.ClaimFailed;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchDue;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.LunchStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.SmokeStarted;
import io.boxbox.maestro.order.Order;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;

/**
 * One maestro: claims a batch of orders, cooks them one at a time, smokes after each and lunches between batches.
 * <p>
 * He does one thing after another, whatever threads carry him, so his state needs no lock. He never blocks: breaks are delays
 * on the {@link KitchenClock}.
 */
final class Maestro {

    private static final Duration AFTER_A_FAILED_CLAIM = Duration.ofSeconds(1);

    private final int number;
    private final SmokingHabit smoking;
    private final LunchHabit lunch;
    private final Duration untilFirstLunch;
    private final RandomGenerator dice;
    private final Panettiere panettiere;
    private final KitchenClock clock;
    private final Consumer<? super KitchenEvent> story;

    private final BroadcastProcessor<Void> closingTime = BroadcastProcessor.create();
    private volatile boolean leaving;
    private volatile MaestroStatus status = new MaestroStatus.Idle();
    private long lunchDue;

    /**
     * @param number tells him from others in the {@code story}; the first is 1
     * @param untilFirstLunch from the beginning of his work until his first lunch is due
     * @param dice decides on oversmoking; used by this maestro alone
     * @param story is told what happens, on the thread it happens on; it must neither block nor throw
     */
    Maestro(int number, SmokingHabit smoking, LunchHabit lunch, Duration untilFirstLunch, RandomGenerator dice,
            Panettiere panettiere, KitchenClock clock, Consumer<? super KitchenEvent> story) {
        this.number = number;
        this.smoking = smoking;
        this.lunch = lunch;
        this.untilFirstLunch = untilFirstLunch;
        this.dice = dice;
        this.panettiere = panettiere;
        this.clock = clock;
        this.story = story;
    }

    /** What he is doing now. May be asked from any thread. */
    MaestroStatus status() {
        return status;
    }

    /** Whether he would go to lunch if he had nothing in hand. To be asked where he works. */
    boolean isLunchDue() {
        return clock.now() - lunchDue >= 0;
    }

    /**
     * Works batch after batch until told to {@link #leave}.
     *
     * @param claim each subscription claims one batch: it emits orders as they arrive and completes when the batch is full or
     *        its wait is over
     * @return completes once he has left; never fails: a failing claim is told and tried again
     */
    Uni<Void> work(Multi<? extends ClaimedOrder> claim) {
        return Multi.createFrom().deferred(() -> {
            planLunch(untilFirstLunch);
            return Multi.createBy().repeating().uni(() -> workBatch(claim)).whilst(done -> !leaving);
        }).onItem().ignoreAsUni();
    }

    /**
     * Tells him to go home: a break ends now, the order in hand is finished, orders that wait behind it are released, and
     * nothing is claimed any more. He is gone when {@link #work} completes, which needs the open claim to complete too.
     */
    void leave() {
        leaving = true;
        closingTime.onComplete();
    }

    private Uni<Boolean> workBatch(Multi<? extends ClaimedOrder> claim) {
        return claim
                .onItem().transformToUniAndConcatenate(this::workOrder)
                .onItem().ignoreAsUni()
                .onFailure().recoverWithUni(this::waitAfterFailedClaim)
                .chain(this::lunchIfDue)
                .replaceWith(true);
    }

    private Uni<Void> workOrder(ClaimedOrder claimed) {
        if (leaving) {
            return claimed.release();
        }
        return cook(claimed)
                .map(delivered -> true)
                .onFailure().recoverWithUni(reason -> handBack(claimed, reason).replaceWith(false))
                .chain(delivered -> delivered ? smoke() : Uni.createFrom().voidItem())
                .invoke(this::rest);
    }

    private Uni<Order> cook(ClaimedOrder claimed) {
        Order order = claimed.order();
        return Uni.createFrom().deferred(() -> {
            long start = clock.now();
            return claimed.markInProgress()
                    .invoke(() -> {
                        status = new MaestroStatus.Processing(order.id());
                        story.accept(new OrderStarted(number, order, claimed.waited()));
                    })
                    .chain(() -> askForDough(order))
                    .chain(claimed::deliver)
                    .chain(claimed::acknowledge)
                    .invoke(() -> story.accept(new OrderDelivered(number, order, clock.since(start))))
                    .replaceWith(order);
        });
    }

    private Uni<Void> askForDough(Order order) {
        long start = clock.now();
        return panettiere.makeDough(order)
                .invoke(() -> story.accept(new DoughReceived(number, order, clock.since(start))))
                .onFailure().invoke(reason -> story.accept(new DoughDenied(number, order, clock.since(start), reason)));
    }

    private Uni<Void> handBack(ClaimedOrder claimed, Throwable reason) {
        story.accept(new OrderUnprocessed(number, claimed.order(), reason));
        return claimed.handBack(reason);
    }

    private Uni<Void> smoke() {
        SmokingHabit.Smoke smoke = smoking.next(dice);
        if (leaving || smoke.duration().isZero()) {
            return Uni.createFrom().voidItem();
        }
        status = new MaestroStatus.Smoking();
        story.accept(new SmokeStarted(number, smoke.duration(), smoke.oversmoking()));
        return takeBreak(smoke.duration())
                .invoke(lasted -> story.accept(new SmokeEnded(number, lasted, smoke.oversmoking())))
                .replaceWithVoid();
    }

    private Uni<Void> lunchIfDue() {
        if (!isLunchDue()) {
            return Uni.createFrom().voidItem();
        }
        return lunch().invoke(() -> planLunch(lunch.period()));
    }

    private void planLunch(Duration in) {
        lunchDue = clock.now() + in.toNanos();
        if (!lunch.duration().isZero()) {
            story.accept(new LunchDue(number, in));
        }
    }

    private Uni<Void> lunch() {
        if (leaving || lunch.duration().isZero()) {
            return Uni.createFrom().voidItem();
        }
        status = new MaestroStatus.Lunching();
        story.accept(new LunchStarted(number, lunch.duration()));
        return takeBreak(lunch.duration())
                .invoke(lasted -> story.accept(new LunchEnded(number, lasted)))
                .invoke(this::rest)
                .replaceWithVoid();
    }

    private Uni<Void> waitAfterFailedClaim(Throwable failure) {
        story.accept(new ClaimFailed(number, failure));
        return takeBreak(AFTER_A_FAILED_CLAIM).replaceWithVoid();
    }

    private Uni<Duration> takeBreak(Duration length) {
        long start = clock.now();
        return Uni.combine().any().of(clock.pause(length), closingTime.toUni().map(rung -> clock.since(start)));
    }

    private void rest() {
        status = new MaestroStatus.Idle();
        story.accept(new Idle(number));
    }
}
