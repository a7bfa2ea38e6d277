package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Instant START = Instant.parse("2026-05-04T15:00:00Z");

    private final Ledger ledger = new Ledger();

    @Test
    void passesWhenEveryOrderIsDeliveredOnce() {
        order("a", 0);
        order("b", 0);
        order("c", 1);
        delivery("a", 1);
        delivery("c", 3);
        delivery("b", 9);

        Audit audit = ledger.audit();

        assertThat(audit.passed()).isTrue();
        assertThat(audit.placed()).isEqualTo(3);
        assertThat(audit.delivered()).isEqualTo(3);
        assertThat(audit.medianWait()).contains(Duration.ofSeconds(2));
        assertThat(audit.longestWait()).contains(Duration.ofSeconds(9));
    }

    @Test
    void missesAnOrderThatIsNotDelivered() {
        order("a", 0);
        order("b", 0);
        delivery("b", 1);

        Audit audit = ledger.audit();

        assertThat(audit.missing()).containsExactly("a");
        assertThat(audit.nothingMissing()).isFalse();
        assertThat(audit.passed()).isFalse();
    }

    @Test
    void doesNotMissADeadLetterButPassesOnlyIfItHadToBeOne() {
        order("a", 0);
        ledger.stored("orders.dead_letter.a", START, "not_json");

        assertThat(ledger.audit().missing()).isEmpty();
        assertThat(ledger.audit().strays()).containsExactly("a");
        assertThat(ledger.audit().letters()).containsExactly(Map.entry("not_json", 1));
        assertThat(ledger.audit().passed()).isFalse();
        assertThat(ledger.rightlyRefused()).isZero();

        ledger.mayBeRefused("a");

        assertThat(ledger.audit().passed()).isTrue();
        assertThat(ledger.rightlyRefused()).isEqualTo(1);
    }

    @Test
    void countsADeadLetterBesideADeliveryUnlessThereWereTwoMessages() {
        order("a", 0);
        delivery("a", 1);
        ledger.stored("orders.dead_letter.a", START);
        order("b", 0);
        order("b", 1);
        delivery("b", 2);
        ledger.stored("orders.dead_letter.b", START);

        assertThat(ledger.audit().duplicates()).isEqualTo(1);
    }

    @Test
    void countsTheWaitOfAReplayedOrderFromItsFirstTime() {
        order("a", 0);
        delivery("a", 2);
        order("a", 60);

        assertThat(ledger.audit().longestWait()).contains(Duration.ofSeconds(2));
        assertThat(ledger.audit().passed()).isTrue();
        assertThat(ledger.lives()).containsExactly(new Ledger.Life(START, START.plusSeconds(2)));
    }

    @Test
    void countsEveryFurtherDeliveryOfAnOrder() {
        order("a", 0);
        delivery("a", 1);
        delivery("a", 2);
        delivery("a", 3);

        Audit audit = ledger.audit();

        assertThat(audit.delivered()).isEqualTo(1);
        assertThat(audit.duplicates()).isEqualTo(2);
        assertThat(audit.passed()).isFalse();
    }

    @Test
    void leavesOrdersOfOthersOut() {
        ledger.stored("orders.waiting_to_cook.of-others", START);
        delivery("of-others-before", 1);
        order("a", 0);
        delivery("a", 1);

        assertThat(ledger.audit()).isEqualTo(new Audit(1, 0, List.of(), Map.of(), List.of(), List.of(Duration.ofSeconds(1))));
    }

    @Test
    void knowsADeliveryThatIsToldBeforeItsOrder() {
        ledger.stored("orders.waiting_to_cook.a", START);
        delivery("a", 1);
        ledger.placed("a");

        assertThat(ledger.audit().passed()).isTrue();
    }

    @Test
    void doesNotPassWithoutAnyOrder() {
        assertThat(ledger.audit().passed()).isFalse();
        assertThat(ledger.audit().medianWait()).isEmpty();
        assertThat(ledger.audit().longestWait()).isEmpty();
    }

    private void order(String id, int second) {
        ledger.placed(id);
        ledger.stored("orders.waiting_to_cook." + id, START.plusSeconds(second));
    }

    private void delivery(String id, int second) {
        ledger.stored("orders.waiting_delivery." + id, START.plusSeconds(second));
    }
}
