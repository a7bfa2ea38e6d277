package io.boxbox.maestro.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import io.boxbox.maestro.jetstream.connection.WireSubject;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;

/**
 * Several processes, a real nats-server, a real Panettiere, a workload that never stops, and faults that a seed has chosen.
 * When they are over and the queue is quiet, it checks the stream.
 */
final class FaultRun {

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

    /** Runs the plan and returns its report, which it prints too. Blocks for as long as that takes. */
    FaultReport run() throws Exception {
        out.printf(Locale.ROOT, "Seed %d; again: %s%n", plan.seed(), plan.command());
        Path logs = emptyFolder(Path.of("target", "faults", String.valueOf(plan.seed())));
        out.printf("Logs: %s%n", logs);
        SplittableRandom random = new SplittableRandom(plan.seed());
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(CLOCK_THREADS);
        FaultTrigger trigger = new FaultTrigger(clock);
        Servers nats = Servers.start(plan.replicas(), logs.toAbsolutePath());
        try (Pizzeria pizzeria = new Pizzeria(nats, customer(nats));
                FaultyPanettiere panettiere = new FaultyPanettiere(plan.processes(), random.split(), trigger);
                Network network = new Network(nats.ports(), panettiere.ports())) {
            Operator operator = new Operator(pizzeria.connection());
            operator.open(plan.replicas());
            watchOutcomes(pizzeria, panettiere);
            Workload workload = new Workload(pizzeria.connection(), random.split(), plan.ordersPerSecond());
            Processes processes = new Processes(plan.processes(), plan.brigade(), network, logs);
            Nemesis nemesis = new Nemesis(processes, nats, panettiere, network, operator, workload::anyOrdinary, trigger,
                    clock);
            FaultDeck faults = new FaultDeck(random, plan, operator.canPause());
            List<String> failures = new ArrayList<>();
            Duration lasted;
            try (PrintStream journal = new PrintStream(logs.resolve("faults.log").toFile())) {
                lasted = run(pizzeria, workload, processes, nemesis, faults, clock, failures, journal);
            }
            failures.addAll(processes.failures());
            failures.addAll(nemesis.failures());
            Checker checker = Checker.of(pizzeria.connection());
            operator.purged().forEach(checker::purged);
            FaultReport report = new FaultReport(plan, lasted, workload.placed(), nemesis.counts(),
                    checker.check(workload.confirmed()), failures);
            out.println(report);
            return report;
        } finally {
            clock.shutdownNow();
        }
    }

    private Duration run(Pizzeria pizzeria, Workload workload, Processes processes, Nemesis nemesis, FaultDeck faults,
            ScheduledExecutorService clock, List<String> failures, PrintStream journal) throws Exception {
        long begin = System.nanoTime();
        try (processes; workload) {
            clock.scheduleAtFixedRate(() -> printProgress(begin, workload, nemesis), PROGRESS_IN_SECONDS,
                    PROGRESS_IN_SECONDS, TimeUnit.SECONDS);
            workload.start();
            Awaitility.await("the first delivery").atMost(PATIENCE).until(() -> outcomes.get() > 0);
            while (nemesis.injected() < plan.faults() || since(begin).compareTo(plan.length()) < 0) {
                Fault fault = faults.next();
                nemesis.inject(fault);
                journal.println(Instant.now() + " " + fault);
            }
            nemesis.awaitRecovery();
            workload.close();
            awaitQuiet(pizzeria, failures);
        }
        return since(begin);
    }

    // What another run with the seed has left there would be taken for this one's.
    private static Path emptyFolder(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    // The customers must not wait for minutes when their server is cut off.
    private static Options.Builder customer(Servers nats) {
        return new Options.Builder().server(nats.urls()).pingInterval(Duration.ofSeconds(1));
    }

    // Not for the report: on the wire there are also outcomes that the stream refuses, and some are never heard.
    private void watchOutcomes(Pizzeria pizzeria, FaultyPanettiere panettiere) {
        pizzeria.connection().createDispatcher(message -> {
            outcomes.incrementAndGet();
            panettiere.delivered(OrderSubjects.lastToken(WireSubject.text(message.getSubject())));
        })
                .subscribe(OrderSubjects.WAITING_DELIVERY + ".*")
                .subscribe(OrderSubjects.DEAD_LETTER + ".*");
    }

    private void printProgress(long begin, Workload workload, Nemesis nemesis) {
        out.printf(Locale.ROOT, "%5d s: %,8d orders placed, %,8d outcomes published, %,4d faults%n",
                since(begin).toSeconds(), workload.placed(), outcomes.get(), nemesis.injected());
    }

    private static void awaitQuiet(Pizzeria pizzeria, List<String> failures) {
        try {
            Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                ConsumerInfo consumer = pizzeria.consumer();
                return consumer.getNumPending() == 0 && consumer.getNumAckPending() == 0;
            });
        } catch (ConditionTimeoutException e) {
            failures.add("the queue was not quiet after " + PATIENCE);
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
