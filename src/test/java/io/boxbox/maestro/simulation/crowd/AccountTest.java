package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.Break.Kind;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;

class AccountTest {

    private static final Order ORDER = new OrderReader().read("""
            {"order_id": "3f2a91c0-5d1e-4c7b-9a54-0d8f6f7a1b22", "size": "LARGE", "toppings": ["basil", "olives"]}"""
            .getBytes(StandardCharsets.UTF_8));

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Duration now = Duration.ofMillis(1_240);

    @Test
    void tellsOneLineForEachThingThatHappens() {
        Account account = account(false);

        account.ordered(new NewOrder(ORDER.id(), "LARGE", List.of("basil"), "Via Monza 7", "giulia", Instant.EPOCH));
        account.kitchen("", new KitchenEvent.OrderStarted(1, ORDER, Duration.ZERO));
        account.kitchen("", new KitchenEvent.DoughReceived(1, ORDER, Duration.ofMillis(100)));
        account.kitchen("", new KitchenEvent.OrderDelivered(1, ORDER, Duration.ofMillis(120)));
        account.kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.SMOKE, Duration.ofSeconds(1), false)));
        account.kitchen("",
                new KitchenEvent.BreakEnded(1, new Break(Kind.SMOKE, Duration.ofSeconds(1), false), Duration.ofSeconds(1)));
        account.kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.SMOKE, Duration.ofMillis(1_500), true)));
        account.kitchen("", new KitchenEvent.Idle(1));
        account.kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.LUNCH, Duration.ofSeconds(2), false)));
        account.kitchen("",
                new KitchenEvent.BreakEnded(1, new Break(Kind.LUNCH, Duration.ofSeconds(2), false), Duration.ofSeconds(2)));
        account.won();
        account.panettiere(true);
        account.panettiere(false);

        assertThat(lines()).containsExactly(
                "   1.2 s  crowd       giulia orders 3f2a91c0: large with basil",
                "   1.2 s  maestro 1   cooks 3f2a91c0: large with basil, olives",
                "   1.2 s  maestro 1   sends 3f2a91c0 to delivery after 0.12 s",
                "   1.2 s  maestro 1   smokes for 1.00 s",
                "   1.2 s  maestro 1   oversmokes: 1.50 s",
                "   1.2 s  maestro 1   goes to lunch for 2.00 s",
                "   1.2 s  maestro 1   is back from lunch",
                "   1.2 s  crowd       VICTORY! The team has won and everybody orders at once",
                "   1.2 s  panettiere  falls asleep: no dough for now",
                "   1.2 s  panettiere  is awake again");
    }

    @Test
    void tellsWhyAnOrderIsNotCooked() {
        Account account = account(false);

        account.kitchen("",
                unprocessed(Outcome.HANDED_BACK, "he sleeps"));
        account.kitchen("", unprocessed(Outcome.DEAD_LETTER, "no such size"));

        assertThat(lines()).containsExactly(
                "   1.2 s  maestro 1   hands back 3f2a91c0: he sleeps",
                "   1.2 s  maestro 1   gives up 3f2a91c0: no such size");
    }

    private static KitchenEvent unprocessed(Outcome outcome, String detail) {
        return new KitchenEvent.OrderUnprocessed(1, ORDER,
                new OrderSettled(ORDER.id(), outcome, "any", detail, 1, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void tellsHowThingsStand() {
        Account account = account(false);

        account.kitchen("", new KitchenEvent.BreakStarted(2, new Break(Kind.SMOKE, Duration.ofSeconds(1), false)));
        account.kitchen("", new KitchenEvent.OrderStarted(1, ORDER, Duration.ZERO));
        account.panettiere(true);
        written.reset();
        account.standing(OptionalLong.of(4));
        account.standing(OptionalLong.empty());

        assertThat(lines()).containsExactly(
                "   1.2 s  now         3 waiting, 1 cooking, 0 delivered; maestro 1 cooks, maestro 2 smokes; panettiere sleeps",
                "   1.2 s  now         ? waiting, 1 cooking, 0 delivered; maestro 1 cooks, maestro 2 smokes; panettiere sleeps");
    }

    @Test
    void namesTheProcessesWhereThereAreSeveral() {
        Account account = account(false);

        account.kitchen("A", new KitchenEvent.OrderStarted(1, ORDER, Duration.ZERO));
        account.kitchen("B", new KitchenEvent.OrderStarted(1, ORDER, Duration.ZERO));
        account.gone("A");
        written.reset();
        account.standing(OptionalLong.of(4));

        assertThat(lines()).containsExactly("   1.2 s  now         3 waiting, 1 cooking, 0 delivered; maestro B1 cooks");
    }

    @Test
    void countsManyMaestrosInsteadOfNamingThem() {
        Account account = account(false);
        for (int maestro = 1; maestro <= 7; maestro++) {
            account.kitchen("", new KitchenEvent.Idle(maestro));
        }
        account.kitchen("", new KitchenEvent.OrderStarted(7, ORDER, Duration.ZERO));
        written.reset();

        account.standing(OptionalLong.of(1));

        assertThat(lines()).containsExactly("   1.2 s  now         0 waiting, 1 cooking, 0 delivered; 1 x cooks, 6 x waits");
    }

    @Test
    void saysWhatElseWasExpectedBeforeTheVerdict() {
        account(false).summary(new Audit(1, 0, List.of(), Map.of(), List.of(), List.of(Duration.ZERO)), List.of("FAIL: health"),
                false, () -> {
                });

        assertThat(lines()).endsWith("FAIL: health", "FAILED: not everything that was expected came true.");
    }

    @Test
    void paintsWholeLinesOnATerminal() {
        account(true).kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.SMOKE, Duration.ofSeconds(1), false)));

        assertThat(lines()).containsExactly("\u001B[33m   1.2 s  maestro 1   smokes for 1.00 s\u001B[0m");
    }

    @Test
    void letsNoCustomerSteerTheTerminal() {
        account(false).ordered(new NewOrder("mine", "large", List.of("\u001B[2J", "a\nb"), "", "\u0007eve", Instant.EPOCH));

        assertThat(lines()).containsExactly("   1.2 s  crowd       ?eve orders mine: large with ?[2J, a?b");
    }

    @Test
    void endsWithASummary() {
        Account account = account(false);
        AtomicBoolean ended = new AtomicBoolean();
        account.kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.SMOKE, Duration.ofSeconds(1), false)));
        account.kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.SMOKE, Duration.ofSeconds(2), true)));
        account.kitchen("", new KitchenEvent.BreakStarted(1, new Break(Kind.LUNCH, Duration.ofSeconds(2), false)));
        account.kitchen("",
                unprocessed(Outcome.HANDED_BACK, "he sleeps"));
        written.reset();
        now = Duration.ofSeconds(20);

        account.summary(new Audit(2, 0, List.of(), Map.of(), List.of(), List.of(Duration.ofMillis(600), Duration.ofSeconds(3))),
                () -> ended.set(true));
        account.kitchen("",
                new KitchenEvent.BreakEnded(1, new Break(Kind.LUNCH, Duration.ofSeconds(2), false), Duration.ofSeconds(2)));

        assertThat(lines()).containsExactly(
                "",
                "After 20.0 s:",
                "  orders placed     2",
                "  delivered         2",
                "  duplicates        0",
                "  missing           0",
                "  dead letters      0",
                "  handed back       1",
                "  smokes            2, 1 of them oversmokes",
                "  lunches           1",
                "  from placed to delivered: median 0.60 s, longest 3.00 s",
                "OK: every order was delivered exactly once (2 of 2).");
        assertThat(ended).isTrue();
    }

    @Test
    void noticesThatNobodyReads() {
        AtomicBoolean noticed = new AtomicBoolean();
        OutputStream closedPipe = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        new Account(Runnable::run, Screen.plain(new PrintStream(closedPipe), () -> noticed.set(true)), false, () -> now).won();

        assertThat(noticed).isTrue();
    }

    private Account account(boolean coloured) {
        return new Account(Runnable::run, Screen.plain(new PrintStream(written, true, StandardCharsets.UTF_8), () -> {
        }), coloured, () -> now);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
