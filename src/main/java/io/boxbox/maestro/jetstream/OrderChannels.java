package io.boxbox.maestro.jetstream;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.ConfiguredHabits;
import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.consuming.AckWaitExtender;
import io.boxbox.maestro.jetstream.consuming.ChannelOrder;
import io.boxbox.maestro.jetstream.consuming.ChannelQueue;
import io.boxbox.maestro.jetstream.consuming.Confirmations;
import io.boxbox.maestro.jetstream.consuming.ConsumerSupervisor;
import io.boxbox.maestro.jetstream.consuming.PullConsumer;
import io.boxbox.maestro.jetstream.failures.FailureHandler;
import io.boxbox.maestro.jetstream.reporting.ReplicaReporter;
import io.boxbox.maestro.kitchen.Brigade;
import io.boxbox.maestro.kitchen.Brigade.EventLoop;
import io.boxbox.maestro.kitchen.OrderDispatcher;
import io.boxbox.maestro.kitchen.Panettiere;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.loop.KitchenLoops;
import io.boxbox.maestro.order.Order;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Puts the brigade between the channel of orders to cook and the channel of orders to deliver, and sees it off when the
 * process ends.
 */
@ApplicationScoped
class OrderChannels {

    private static final Logger LOG = Logger.getLogger(OrderChannels.class);
    private static final Duration FOR_DRAINING = Duration.ofSeconds(1);
    // Dead letters and confirmations together: a part of the five seconds that a process may take beyond its setting.
    private static final Duration FOR_THE_LAST_WORDS = Duration.ofSeconds(2);

    private final MaestroSettings settings;
    private final PullConsumer consumer;
    private final AckWaitExtender ackWaits;
    private final Confirmations confirmations;
    private final ConsumerSupervisor supervisor;
    private final FailureHandler failures;
    private final ReplicaReporter reporter;
    private final KitchenLoops loops;
    private final DecoratorGuard guard;
    private final long seed;
    private final Brigade brigade;
    private final AtomicReference<Cancellable> work = new AtomicReference<>(() -> {
    });
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    OrderChannels(MaestroSettings settings, Panettiere panettiere, PullConsumer consumer, AckWaitExtender ackWaits,
            Confirmations confirmations, ConsumerSupervisor supervisor, FailureHandler failures,
            ReplicaReporter reporter, KitchenLoops loops, DecoratorGuard guard, KitchenEvents events) {
        this.settings = settings;
        this.consumer = consumer;
        this.ackWaits = ackWaits;
        this.confirmations = confirmations;
        this.supervisor = supervisor;
        this.failures = failures;
        this.reporter = reporter;
        this.loops = loops;
        this.guard = guard;
        this.seed = settings.seed().orElseGet(() -> new SecureRandom().nextLong());
        TimeLapse lapse = new TimeLapse(settings.timeLapse());
        this.brigade = new Brigade(settings.brigadeSize(), ConfiguredHabits.of(settings, lapse), new SplittableRandom(seed),
                panettiere, loops.all().stream().map(loop -> new EventLoop(loop.clock(), loop)).toList(), events);
    }

    /**
     * Works until the subscriber of the deliveries cancels.
     *
     * @param claim every subscription is one pull request, see {@link OnDemandClient}
     */
    @Incoming("waiting-to-cook")
    @Outgoing("waiting-delivery")
    Multi<Message<Order>> work(Multi<Message<Order>> claim) {
        LOG.infof("Maestros: %d, on event loops: %d; seed of their choices: %d; time lapse: %s", settings.brigadeSize(),
                loops.all().size(), seed, settings.timeLapse());
        return Multi.createFrom().emitter(deliveries -> {
            Multi<ChannelOrder> orders = claim.map(message -> new ChannelOrder(message, deliveries::emit));
            KitchenLoop first = loops.first();
            OrderDispatcher<ChannelOrder> dispatcher = new OrderDispatcher<>(new ChannelQueue(orders, supervisor, first),
                    first.clock(), first);
            Cancellable day = brigade.work(dispatcher, settings.orderBatchSize()).subscribe().with(gone::complete,
                    deliveries::fail);
            work.set(day);
            deliveries.onTermination(day::cancel);
        });
    }

    // By now the channels are made: SmallRye does so when it hears of the same event, and hears of it first.
    void check(@Observes StartupEvent event) {
        guard.check();
    }

    /**
     * Sees the brigade off: claiming stops, breaks end, orders that wait are given back at once, and the orders in hand are
     * finished if that does not take too long. Blocks the thread that shuts the process down, and no other.
     */
    void leave(@Observes ShutdownEvent event) {
        reporter.leave();
        brigade.leave();
        ackWaits.releaseNotBegun();
        CompletableFuture<?> drained = consumer.leave(FOR_DRAINING).toCompletableFuture();
        Duration limit = settings.leaveWithinInSeconds();
        try {
            // When all else is done, what came last is claimed, and the last orders that were delivered are acknowledged.
            CompletableFuture.allOf(gone, drained).thenCompose(all -> loops.allDone())
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("An order in hand takes longer than %s: nak", limit);
            work.get().cancel();
        } catch (ExecutionException e) {
            LOG.warnf(e.getCause(),
                    "Not every order could be given back: the server delivers the rest again after the ack wait");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ackWaits.releaseAll();
        long begin = System.nanoTime();
        await(failures.givenUp(), FOR_THE_LAST_WORDS,
                "Not every order that the server does not deliver again (max_deliver) has become a dead letter");
        await(confirmations.all(), FOR_THE_LAST_WORDS.minusNanos(System.nanoTime() - begin),
                "The server has not confirmed every acknowledgement. It may deliver such an order again, which is"
                        + " then found delivered");
        reporter.left();
        supervisor.flush();
    }

    private static void await(CompletableFuture<?> end, Duration within, String otherwise) {
        try {
            end.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn(otherwise);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
