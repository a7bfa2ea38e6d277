package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.nats.client.Options;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.unchecked.Unchecked;

/**
 * Puts a crowd before the kitchen and an account of it all on the terminal. With a length set, it waits until every order is
 * delivered, says what became of them and ends the application.
 */
@ApplicationScoped
@IfBuildProfile(anyOf = { "dev", "town" })
class Demo {

    private static final Logger LOG = Logger.getLogger(Demo.class);

    /** Exit code; a failed start ends with 1. */
    private static final int NOT_ALL_DELIVERED = 3;
    /** Exit code, as of one that SIGPIPE has ended. */
    private static final int NOBODY_READS = 141;

    /** How long after its set length a demo waits for the last orders. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_STANDINGS = Duration.ofSeconds(2);

    private final DemoSettings settings;
    private final MaestroSettings town;
    private final PanettiereWatch panettiere;
    private final Options nats;
    // What comes after the end is dropped, not refused: the kitchen may still have something to tell.
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, daemon("demo"),
            new ThreadPoolExecutor.DiscardPolicy());
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            daemon("demo-account"), new ThreadPoolExecutor.DiscardPolicy());
    private final KitchenClock clock = KitchenClock.running(scheduler);
    private final Ledger ledger = new Ledger();
    private final Account account;

    private volatile Cancellable demo = () -> {
    };

    Demo(DemoSettings settings, MaestroSettings town, PanettiereWatch panettiere,
            @ConfigProperty(name = "quarkus.messaging.nats.connection.servers") String servers,
            @ConfigProperty(name = "quarkus.messaging.nats.connection.username") Optional<String> username,
            @ConfigProperty(name = "quarkus.messaging.nats.connection.password") Optional<String> password) {
        this.settings = settings;
        this.town = town;
        this.panettiere = panettiere;
        this.nats = options(servers, username, password);
        long start = clock.now();
        this.account = new Account(writer, Screen.plain(System.out, () -> Quarkus.asyncExit(NOBODY_READS)), settings.colour(),
                () -> clock.since(start));
    }

    void tell(@Observes KitchenEvent event) {
        if (settings.enabled()) {
            account.kitchen("", event);
        }
    }

    void begin(@Observes StartupEvent event) {
        if (!settings.enabled()) {
            return;
        }
        CrowdHabit habit = CrowdHabit.of(settings.crowd(), new TimeLapse(town.timeLapse()));
        if (settings.seconds() <= 0) {
            demo = meanwhileTelling(stream -> visit(stream, habit).endless()).subscribe().with(never -> {
            }, this::giveUp);
            return;
        }
        Duration length = Duration.ofSeconds(settings.seconds());
        demo = meanwhileTelling(
                stream -> blocking(() -> stream.copyTo(ledger)).chain(() -> visit(stream, habit).lasting(length, ledger)))
                .ifNoItem().after(length.plus(PATIENCE)).recoverWithItem(ledger::audit)
                .subscribe().with(this::conclude, this::giveUp);
    }

    void stop(@Observes ShutdownEvent event) {
        demo.cancel();
    }

    @PreDestroy
    void close() throws InterruptedException {
        scheduler.shutdownNow();
        writer.shutdown();
        writer.awaitTermination(1, TimeUnit.SECONDS);
    }

    /** Uses the stream, and tells how things stand as long as that lasts. */
    private <T> Uni<T> meanwhileTelling(Function<OrdersStream, Uni<T>> use) {
        return open().chain(stream -> {
            Cancellable standings = standings(stream).subscribe().with(account::standing);
            Cancellable sleeps = panettiere.sleeps(clock).subscribe().with(account::panettiere);
            return use.apply(stream).onTermination().invoke(() -> {
                standings.cancel();
                sleeps.cancel();
                stream.close();
            });
        });
    }

    private Uni<OrdersStream> open() {
        return blocking(() -> OrdersStream.open(nats))
                .onFailure().invoke(account::noNats)
                .onFailure().retry().withBackOff(Duration.ofSeconds(1), Duration.ofSeconds(5)).indefinitely();
    }

    private Visit visit(OrdersStream stream, CrowdHabit habit) {
        // What they order stays new each time: an order id is delivered only once.
        RandomGenerator dice = town.seed().isPresent() ? new Random(town.seed().getAsLong()) : new Random();
        return new Visit(new Crowd(habit, clock, dice), new Customers(new Random()), stream::place, account, clock);
    }

    private Multi<OptionalLong> standings(OrdersStream stream) {
        return Multi.createBy().repeating()
                .uni(() -> clock.pause(BETWEEN_STANDINGS).chain(() -> blocking(stream::unacknowledged)))
                .indefinitely();
    }

    private void conclude(Audit audit) {
        account.summary(audit, () -> Quarkus.asyncExit(audit.passed() ? 0 : NOT_ALL_DELIVERED));
    }

    private void giveUp(Throwable failure) {
        LOG.error("The demo cannot go on", failure);
        account.failed(failure);
        account.summary(ledger.audit(), () -> Quarkus.asyncExit(NOT_ALL_DELIVERED));
    }

    private static <T> Uni<T> blocking(Callable<T> work) {
        return Uni.createFrom().item(Unchecked.supplier(work::call))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Options options(String servers, Optional<String> username, Optional<String> password) {
        Options.Builder options = new Options.Builder().server(servers).connectionName("maestro-demo").maxReconnects(-1);
        username.ifPresent(name -> options.userInfo(name, password.orElse("")));
        return options.build();
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
