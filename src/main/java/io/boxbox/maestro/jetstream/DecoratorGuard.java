package io.boxbox.maestro.jetstream;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Sees that Maestro takes the place of the connector: {@code OnDemandClient}, in front of the connector's client. Without it,
 * orders
 * would be fetched without end and delivered twice, and nothing would say so. Another version of the connector may call the
 * client in another way.
 */
@Singleton
class DecoratorGuard {

    private static final String DECORATOR = "OnDemandClient";

    private final Set<Way> seen = EnumSet.noneOf(Way.class);

    /** The connector came this way. */
    synchronized void passed(Way way) {
        seen.add(way);
    }

    /**
     * To be called once the channels are made.
     *
     * @throws ConfigurationException in a line, if a channel reaches the connector's client some other way
     */
    synchronized void check() {
        Set<Way> missing = EnumSet.allOf(Way.class);
        missing.removeAll(seen);
        if (!missing.isEmpty()) {
            throw new ConfigurationException(missing.stream().map(way -> way.channel).collect(Collectors.joining(" and "))
                    + ": orders would not pass " + DECORATOR
                    + ", which keeps them from being lost or "
                    + "delivered twice. The NATS connector quarkus-messaging-nats-jetstream has to be the version that Maestro is "
                    + "built with, and nothing may switch that class off");
        }
    }

    /** Between the connector and its client. */
    enum Way {

        SUBSCRIBE("waiting-to-cook"),
        PUBLISH("waiting-delivery");

        private final String channel;

        Way(String channel) {
            this.channel = channel;
        }
    }
}
