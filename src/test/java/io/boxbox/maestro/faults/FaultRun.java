package io.boxbox.maestro.faults;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.api.ConsumerInfo;

/**
 * Several maestros, a real nats-server, a real Panettiere, customers who never stop, and faults that a seed has chosen. When
 * they are over and the queue is quiet, it takes stock.
 */
final class FaultRun {

    private static final Duration ACK_WAIT = Duration.ofSeconds(3);
    // With the default window of two minutes the server itself would hide most duplicates.
    private static final String STREAM_WITH_A_SHORT_MEMORY = """
            {"name":"ORDERS","subjects":["orders.>"],"duplicate_window":1000000000}""";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CLOCK_THREADS = 4;
    private static final int PROGRESS_IN_SECONDS = 10;

    private final Plan plan;
    private final PrintStream out;
    private final AtomicInteger outcomes = new AtomicInteger();

    FaultRun(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /** Runs the plan and returns its account, which it prints too. Blocks for as long as that takes. */
    Account run() throws Exception {
        out.printf(Locale.ROOT, "Seed %d; again: %s%n", plan.seed(), plan.command());
        Path logs = Files.createDirectories(Path.of("target", "faults", String.valueOf(plan.seed())));
        out.printf("Logs: %s%n", logs);
        SplittableRandom random = new SplittableRandom(plan.seed());
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(CLOCK_THREADS);
        Ambush ambush = new Ambush(clock);
        Pizzeria pizzeria = new Pizzeria();
        try (pizzeria; MoodyPanettiere panettiere = new MoodyPanettiere(plan.processes(), random.split(), ambush)) {
            pizzeria.api("STREAM.CREATE." + Pizzeria.STREAM, STREAM_WITH_A_SHORT_MEMORY);
            pizzeria.createConsumer(ACK_WAIT);
            watchOutcomes(pizzeria, panettiere);
            Account account = run(pizzeria, panettiere, ambush, clock, random, logs);
            out.println(account);
            return account;
        } finally {
            pizzeria.nats().loseData();
            clock.shutdownNow();
        }
    }

    private Account run(Pizzeria pizzeria, MoodyPanettiere panettiere, Ambush ambush, ScheduledExecutorService clock,
            SplittableRandom random, Path logs) throws Exception {
        Customers customers = new Customers(pizzeria.connection(), random.split(), plan.ordersPerSecond());
        Kitchens brigade = new Kitchens(plan.processes(), plan.brigade(), pizzeria.nats(), panettiere, logs);
        Misfortune misfortune = new Misfortune(brigade, pizzeria.nats(), panettiere, ambush, clock);
        List<String> troubles = new ArrayList<>();
        long begin = System.nanoTime();
        try (brigade; customers) {
            clock.scheduleAtFixedRate(() -> printProgress(begin, customers, misfortune), PROGRESS_IN_SECONDS,
                    PROGRESS_IN_SECONDS, TimeUnit.SECONDS);
            customers.come();
            Awaitility.await("the first delivery").atMost(PATIENCE).until(() -> outcomes.get() > 0);
            Iterator<Fault> faults = Stream.generate(() -> Fault.draw(random, plan)).flatMap(List::stream).iterator();
            while (misfortune.happened() < plan.faults() || since(begin).compareTo(plan.length()) < 0) {
                misfortune.happen(faults.next());
            }
            misfortune.pass();
            customers.close();
            awaitQuiet(pizzeria, troubles);
        }
        Duration lasted = since(begin);
        troubles.addAll(brigade.troubles());
        troubles.addAll(misfortune.troubles());
        return new Account(plan, lasted, customers.placed(), misfortune.counts(),
                Stocktaking.read(pizzeria.connection()).findings(customers.confirmed()), troubles);
    }

    // Not for the account: on the wire there are also outcomes that the stream refuses, and some are never heard.
    private void watchOutcomes(Pizzeria pizzeria, MoodyPanettiere panettiere) {
        pizzeria.connection().createDispatcher(message -> {
            outcomes.incrementAndGet();
            panettiere.delivered(OrderSubjects.lastToken(message.getSubject()));
        })
                .subscribe(OrderSubjects.WAITING_DELIVERY + ".*")
                .subscribe(OrderSubjects.DEAD_LETTER + ".*");
    }

    private void printProgress(long begin, Customers customers, Misfortune misfortune) {
        out.printf(Locale.ROOT, "%5d s: %,8d orders placed, %,8d outcomes published, %,4d faults%n",
                since(begin).toSeconds(), customers.placed(), outcomes.get(), misfortune.happened());
    }

    private static void awaitQuiet(Pizzeria pizzeria, List<String> troubles) {
        try {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                ConsumerInfo consumer = pizzeria.consumer();
                return consumer.getNumPending() == 0 && consumer.getNumAckPending() == 0;
            });
        } catch (ConditionTimeoutException e) {
            troubles.add("the queue was not quiet after " + PATIENCE);
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
