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
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.ConfiguredHabits;
import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.Brigade;
import io.boxbox.maestro.kitchen.Desk;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.Panettiere;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.order.Order;
import io.quarkus.runtime.ShutdownEvent;
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

    private final MaestroSettings settings;
    private final Claims claims;
    private final InProgressKeeper keeper;
    private final Broker broker;
    private final KitchenLoop loop;
    private final Event<KitchenEvent> story;
    private final long seed;
    private final Brigade brigade;
    private final AtomicReference<Cancellable> work = new AtomicReference<>(() -> {
    });
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    OrderChannels(MaestroSettings settings, Panettiere panettiere, Claims claims, InProgressKeeper keeper, Broker broker,
            KitchenLoop loop, Event<KitchenEvent> story) {
        this.settings = settings;
        this.claims = claims;
        this.keeper = keeper;
        this.broker = broker;
        this.loop = loop;
        this.story = story;
        this.seed = settings.seed().orElseGet(() -> new SecureRandom().nextLong());
        TimeLapse lapse = new TimeLapse(settings.timeLapse());
        this.brigade = new Brigade(settings.brigadeSize(), ConfiguredHabits.of(settings, lapse), new SplittableRandom(seed),
                panettiere, loop.clock(), this::tell);
    }

    /**
     * Works for as long as somebody takes the deliveries.
     *
     * @param claim every subscription is one pull, see {@link OnDemandClient}
     */
    @Incoming("waiting-to-cook")
    @Outgoing("waiting-delivery")
    Multi<Message<Order>> work(Multi<Message<Order>> claim) {
        LOG.infof("Maestros: %d; seed of their choices: %d; time lapse: %s", settings.brigadeSize(), seed,
                settings.timeLapse());
        return Multi.createFrom().emitter(deliveries -> {
            Multi<ChannelOrder> orders = claim.map(message -> new ChannelOrder(message, deliveries::emit));
            Desk<ChannelOrder> desk = new Desk<>(new ChannelQueue(orders, broker, loop), loop.clock(), loop);
            Cancellable day = brigade.work(desk, settings.orderBatchSize()).subscribe().with(gone::complete, deliveries::fail);
            work.set(day);
            deliveries.onTermination(day::cancel);
        });
    }

    /**
     * Sees the brigade off: claiming stops, breaks end, orders that wait are given back at once, and the orders in hand are
     * finished if that does not take too long. Blocks the thread that shuts the process down, and no other.
     */
    void leave(@Observes ShutdownEvent event) {
        brigade.leave();
        keeper.releaseWaiting();
        CompletableFuture<?> drained = claims.leave(FOR_DRAINING).toCompletableFuture();
        Duration patience = settings.leaveWithinInSeconds();
        try {
            CompletableFuture.allOf(gone, drained).get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warnf("An order in hand takes longer than %s: it goes back to the queue", patience);
            work.get().cancel();
        } catch (ExecutionException e) {
            LOG.warnf(e.getCause(), "Not everything could be given back: the queue takes it back after the ack wait");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        keeper.releaseAll();
        broker.flush();
    }

    private void tell(KitchenEvent event) {
        try {
            story.fire(event);
        } catch (RuntimeException e) {
            LOG.warnf(e, "A listener failed to hear %s", event.getClass().getSimpleName());
        }
    }
}
