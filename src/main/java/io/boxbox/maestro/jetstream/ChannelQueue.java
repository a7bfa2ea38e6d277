package io.boxbox.maestro.jetstream;

import java.time.Duration;

import org.jboss.logging.Logger;

import io.boxbox.maestro.kitchen.OrderQueue;
import io.boxbox.maestro.loop.KitchenLoop;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;

/** The channel of orders to cook: every pull is a subscription. */
final class ChannelQueue implements OrderQueue<ChannelOrder> {

    private static final Logger LOG = Logger.getLogger(ChannelQueue.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final Multi<ChannelOrder> orders;
    private final Broker broker;
    private final KitchenLoop loop;

    ChannelQueue(Multi<ChannelOrder> orders, Broker broker, KitchenLoop loop) {
        this.orders = orders;
        this.broker = broker;
        this.loop = loop;
    }

    @Override
    public void pull(int most, Pull<ChannelOrder> pull) {
        orders.subscribe().with(Context.of(Claims.MOST, most), pull::arrived, failure -> {
            LOG.warn("Claiming orders failed", failure);
            loop.clock().pause(AFTER_A_FAILURE).subscribe().with(passed -> loop.execute(pull::over));
        }, pull::over);
    }

    @Override
    public int mostPulls() {
        return broker.limits().requests();
    }
}
