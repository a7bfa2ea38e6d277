package io.boxbox.maestro.configuration;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What follows from the service's settings for Quarkus's own: from each by its declaration, and from some together. */
final class DerivedSettings {

    private static final String CONNECTION = "quarkus.messaging.nats.connection.";

    private DerivedSettings() {
    }

    /**
     * Derives them all.
     *
     * @param set gives the value of a property, if it is set
     */
    static Map<String, String> from(Function<String, Optional<String>> set) {
        Function<String, Optional<String>> settings = Settings.orDefault(set);
        Map<String, String> derived = new HashMap<>();
        Settings.ALL.forEach(one -> settings.apply(one.name()).ifPresent(value -> one.derive(value, derived)));
        derived.put(CONNECTION + "servers",
                HostAndPort.natsUrl(value("maestro.nats.host", settings), value("maestro.nats.port", settings)));
        // As in the original: what is given is sent, and what is not is the default.
        if (Boolean.parseBoolean(value("maestro.nats.use-credentials", settings))
                || set.apply("maestro.nats.username").isPresent() || set.apply("maestro.nats.password").isPresent()) {
            derived.put(CONNECTION + "username", Spelling.literal(value("maestro.nats.username", settings)));
            derived.put(CONNECTION + "password", Spelling.literal(value("maestro.nats.password", settings)));
        }
        derived.putAll(TelemetryExport.from(settings));
        return derived;
    }

    private static String value(String name, Function<String, Optional<String>> settings) {
        return settings.apply(name).orElseThrow();
    }
}
