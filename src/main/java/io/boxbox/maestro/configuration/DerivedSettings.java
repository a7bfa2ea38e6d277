package io.boxbox.maestro.configuration;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns those of the service's settings that Quarkus spells differently into Quarkus's own: decimal seconds into an ISO 8601
 * duration, a {@code host:port} into host and port, "enabled" into "disabled", and NATS credentials only if they are to be
 * used.
 */
final class DerivedSettings {

    private static final String PULL = "quarkus.messaging.nats.streams.ORDERS.pull-consumers."
            + "ORDERS_maestro_new_order_listener_v1.pull-configuration.";
    private static final int OTLP_HTTP_PORT = 4318;

    private final Function<String, Optional<String>> settings;
    private final Map<String, String> derived = new HashMap<>();

    private DerivedSettings(Function<String, Optional<String>> settings) {
        this.settings = settings;
    }

    /**
     * Derives them all.
     *
     * @param settings gives the value of a property, if it is set
     */
    static Map<String, String> from(Function<String, Optional<String>> settings) {
        DerivedSettings all = new DerivedSettings(settings);
        all.claims();
        all.panettiere();
        all.nats();
        all.telemetry();
        return all.derived;
    }

    private void claims() {
        derived.put(PULL + "batch-size", setting("maestro.order-batch-size", "10"));
        derived.put(PULL + "max-expires",
                new DecimalSeconds().convert(setting("maestro.fetch-max-wait-in-seconds", "5")).toString());
    }

    private void panettiere() {
        HostAndPort.parse(setting("maestro.panettiere-client.address", "localhost:8888")).ifPresent(address -> {
            derived.put("quarkus.grpc.clients.panettiere.host", address.host());
            derived.put("quarkus.grpc.clients.panettiere.port", String.valueOf(address.port()));
            derived.put("quarkus.grpc.clients.panettiere.test-port", String.valueOf(address.port()));
        });
    }

    private void nats() {
        derived.put("quarkus.messaging.nats.connection.servers",
                "nats://" + setting("maestro.nats.host", "localhost") + ":"
                        + setting("maestro.nats.port", "4222"));
        if (Boolean.parseBoolean(setting("maestro.nats.use-credentials", "false"))) {
            derived.put("quarkus.messaging.nats.connection.username", setting("maestro.nats.username", ""));
            derived.put("quarkus.messaging.nats.connection.password", setting("maestro.nats.password", ""));
        }
    }

    private void telemetry() {
        boolean enabled = Boolean.parseBoolean(setting("maestro.opentelemetry.enabled", "true"));
        derived.put("quarkus.otel.sdk.disabled", String.valueOf(!enabled));
        derived.put("quarkus.micrometer.export.otlp.publish", String.valueOf(enabled));
        HostAndPort.parse(setting("maestro.opentelemetry.endpoint", "localhost:4317")).ifPresent(collector -> {
            derived.put("quarkus.otel.exporter.otlp.endpoint", "http://" + collector);
            derived.put("quarkus.micrometer.export.otlp.url",
                    "http://" + new HostAndPort(collector.host(), OTLP_HTTP_PORT) + "/v1/metrics");
        });
    }

    private String setting(String name, String otherwise) {
        return settings.apply(name).orElse(otherwise);
    }
}
