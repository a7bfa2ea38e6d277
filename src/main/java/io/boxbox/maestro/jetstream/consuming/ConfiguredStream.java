package io.boxbox.maestro.jetstream.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.jetstream.inspection.Described;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfigurationMapper;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.stream.StreamConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.ConnectorConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.mapper.StreamConfigurationMapper;

/**
 * The stream and the consumer as they are made where they are absent: what the connector would ask for, in JetStream's own
 * JSON. The connector itself asks only the JetStream of the server it is connected to, and not that of another domain.
 */
@ApplicationScoped
class ConfiguredStream {

    private final ConnectorConfiguration configuration;
    private final StreamConfigurationMapper streams;
    private final io.quarkiverse.reactive.messaging.nats.jetstream.client.stream.StreamConfigurationMapper streamsOfTheApi;
    private final ConsumerConfigurationMapper consumersOfTheApi;

    ConfiguredStream(ConnectorConfiguration configuration, StreamConfigurationMapper streams,
            io.quarkiverse.reactive.messaging.nats.jetstream.client.stream.StreamConfigurationMapper streamsOfTheApi,
            ConsumerConfigurationMapper consumersOfTheApi) {
        this.configuration = configuration;
        this.streams = streams;
        this.streamsOfTheApi = streamsOfTheApi;
        this.consumersOfTheApi = consumersOfTheApi;
    }

    byte[] stream(String name) {
        StreamConfiguration configured = streams.map(configuration).stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No stream " + name + " is configured"));
        return streamsOfTheApi.map(configured).toJson().getBytes(UTF_8);
    }

    Described consumer(ConsumerConfiguration<?> consumer, PullConfiguration pull) {
        return Described.parse(consumersOfTheApi.map(consumer, pull).toJson().getBytes(UTF_8));
    }
}
