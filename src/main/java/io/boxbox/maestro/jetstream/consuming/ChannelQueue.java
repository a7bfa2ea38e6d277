package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;

import org.jboss.logging.Logger;

import io.boxbox.maestro.kitchen.OrderQueue;
import io.boxbox.maestro.loop.KitchenLoop;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Multi;

/** The channel of orders to cook: every pull request is a subscription. */
public final class ChannelQueue implements OrderQueue<ChannelOrder> {

    private static final Logger LOG = Logger.getLogger(ChannelQueue.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);

    private final Multi<ChannelOrder> orders;
    private final ConsumerSupervisor supervisor;
    private final KitchenLoop loop;

    public ChannelQueue(Multi<ChannelOrder> orders, ConsumerSupervisor supervisor, KitchenLoop loop) {
        this.orders = orders;
        this.supervisor = supervisor;
        this.loop = loop;
    }

    @Override
    public void pull(int batch, PullListener<ChannelOrder> listener) {
        orders.subscribe().with(Context.of(PullConsumer.BATCH, batch), listener::onOrder, failure -> {
            LOG.warn("A pull request failed", failure);
            loop.clock().pause(AFTER_A_FAILURE).subscribe().with(passed -> loop.execute(listener::onComplete));
        }, listener::onComplete);
    }

    @Override
    public int maxOpenRequests() {
        return supervisor.limits().requests();
    }
}
