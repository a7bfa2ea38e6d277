package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.smallrye.mutiny.Uni;

class VisitTest {

    private static final CrowdHabit ONE_EACH_SECOND = new CrowdHabit(Duration.ofSeconds(1), Duration.ofSeconds(20),
            Duration.ofSeconds(1), 4);

    private final VirtualClock clock = new VirtualClock();
    private final Ledger ledger = new Ledger();
    private final List<NewOrder> ordered = new ArrayList<>();
    private final AtomicReference<Audit> audit = new AtomicReference<>();
    private final ByteArrayOutputStream account = new ByteArrayOutputStream();

    @Test
    void endsSoonAfterTheLastDelivery() {
        visit(this::store).lasting(Duration.ofSeconds(20), ledger).subscribe().with(audit::set);

        clock.advance(Duration.ofSeconds(18));
        assertThat(audit).hasNullValue();
        ordered.forEach(order -> ledger.stored("orders.waiting_delivery." + order.id(), Instant.EPOCH));
        clock.advance(Duration.ofSeconds(1));

        assertThat(audit.get().passed()).isTrue();
        assertThat(audit.get().placed()).isEqualTo(ordered.size());
    }

    @Test
    void leavesTheKitchenTimeToFinish() {
        visit(this::store).lasting(Duration.ofSeconds(20), ledger).subscribe().with(audit::set);

        clock.advance(Duration.ofSeconds(15));
        int orderedUntilThen = ordered.size();
        clock.advance(Duration.ofSeconds(60));

        assertThat(ordered).hasSize(orderedUntilThen).hasSizeBetween(14, 25);
        assertThat(account.toString()).contains("VICTORY", "goes home");
    }

    @Test
    void waitsAsLongAsAnOrderIsMissing() {
        visit(this::store).lasting(Duration.ofSeconds(20), ledger).subscribe().with(audit::set);

        clock.advance(Duration.ofMinutes(10));

        assertThat(audit).hasNullValue();
    }

    @Test
    void noticesADuplicateThatComesAMomentLater() {
        visit(this::store).lasting(Duration.ofSeconds(20), ledger).subscribe().with(audit::set);

        clock.advance(Duration.ofSeconds(18));
        ordered.forEach(order -> ledger.stored("orders.waiting_delivery." + order.id(), Instant.EPOCH));
        clock.advance(Duration.ofMillis(400));
        ledger.stored("orders.waiting_delivery." + ordered.get(0).id(), Instant.EPOCH);
        clock.advance(Duration.ofSeconds(1));

        assertThat(audit.get().duplicates()).isEqualTo(1);
    }

    @Test
    void doesNotMissAnOrderThatCouldNotBePlaced() {
        visit(order -> Uni.createFrom().failure(new IllegalStateException("no responders")))
                .lasting(Duration.ofSeconds(20), ledger).subscribe().with(audit::set);

        clock.advance(Duration.ofSeconds(20));

        assertThat(audit.get().placed()).isZero();
        assertThat(audit.get().passed()).isFalse();
        assertThat(account.toString()).contains("cannot place").contains("no responders");
    }

    @Test
    void neverEndsByItselfWithoutALength() {
        visit(this::store).endless().subscribe().with(ended -> audit.set(ledger.audit()));

        clock.advance(Duration.ofHours(1));

        assertThat(audit).hasNullValue();
        assertThat(ordered).hasSizeGreaterThan(3_600);
    }

    private Uni<Void> store(NewOrder order) {
        ordered.add(order);
        ledger.stored(order.subject(), Instant.EPOCH);
        return Uni.createFrom().voidItem();
    }

    private Visit visit(Function<NewOrder, Uni<Void>> counter) {
        Random dice = new Random(7);
        return new Visit(new Crowd(ONE_EACH_SECOND, clock.kitchenClock(), dice), new Customers(dice), counter,
                new Account(Runnable::run, Screen.plain(new PrintStream(account), () -> {
                }), false, clock::elapsed), clock.kitchenClock());
    }
}
