package io.boxbox.maestro.jetstream;

import java.util.SplittableRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.LunchHabit;
import io.boxbox.maestro.kitchen.Maestro;
import io.boxbox.maestro.kitchen.Panettiere;
import io.boxbox.maestro.kitchen.SmokingHabit;
import io.boxbox.maestro.order.Order;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;

/** Puts the maestro between the channel of orders to cook and the channel of orders to deliver. */
@ApplicationScoped
class OrderChannels {

    private static final Logger LOG = Logger.getLogger(OrderChannels.class);

    private final MaestroSettings settings;
    private final Panettiere panettiere;
    private final Vertx vertx;
    private final Event<KitchenEvent> story;

    OrderChannels(MaestroSettings settings, Panettiere panettiere, Vertx vertx, Event<KitchenEvent> story) {
        this.settings = settings;
        this.panettiere = panettiere;
        this.vertx = vertx;
        this.story = story;
    }

    /**
     * Works for as long as somebody takes the deliveries.
     *
     * @param claim every subscription claims one batch, see {@link OnDemandClient}
     */
    @Incoming("waiting-to-cook")
    @Outgoing("waiting-delivery")
    Multi<Message<Order>> work(Multi<Message<Order>> claim) {
        return Multi.createFrom().emitter(deliveries -> {
            Multi<ChannelOrder> orders = claim.map(message -> new ChannelOrder(message, deliveries::emit));
            Cancellable work = maestro().work(orders).subscribe().with(batch -> {
            }, deliveries::fail);
            deliveries.onTermination(work::cancel);
        });
    }

    private Maestro maestro() {
        return new Maestro(1,
                new SmokingHabit(settings.smokingDurationInSeconds(), settings.probabilityOfOversmoking(),
                        settings.oversmokingFactor()),
                new LunchHabit(settings.periodBetweenLunchInSeconds(), settings.lunchDurationInSeconds()),
                new SplittableRandom(), panettiere, KitchenClock.running(vertx.nettyEventLoopGroup().next()), this::tell);
    }

    private void tell(KitchenEvent event) {
        try {
            story.fire(event);
        } catch (RuntimeException e) {
            LOG.warnf(e, "A listener failed to hear %s", event.getClass().getSimpleName());
        }
    }
}
