package io.boxbox.maestro.jetstream;

import jakarta.inject.Singleton;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.mapper.Serializer;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Orders to and from the bytes of a message. The connector looks {@link Order} up by name, also in a native binary. */
@Singleton
@RegisterForReflection(targets = Order.class)
class OrderSerializer implements Serializer {

    private static final String STATUS_ON_DELIVERY = "waiting_delivery";

    private final OrderReader reader = new OrderReader();

    @Override
    public <T> T readValue(byte[] data, Class<T> type) {
        return type.cast(reader.read(data));
    }

    @Override
    public <T> byte[] toBytes(T payload) {
        return ((Order) payload).document().withStatus(STATUS_ON_DELIVERY);
    }
}
