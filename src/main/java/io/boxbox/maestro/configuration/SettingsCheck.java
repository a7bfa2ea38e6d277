package io.boxbox.maestro.configuration;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * What each of the service's settings may be. It is checked before the configuration is complete, since a mapping's own
 * complaint names no range and takes more than a line.
 */
final class SettingsCheck {

    private static final Rule SECONDS_OR_NONE = Rule.number("a number of seconds, 0 or more", seconds -> seconds >= 0);
    private static final Rule SECONDS = Rule.number("a number of seconds greater than 0", seconds -> seconds > 0);
    private static final Rule FACTOR = Rule.number("a number of at least 1", factor -> factor >= 1);
    private static final Rule PORT = Rule.wholeNumber(0, 65_535);
    private static final Rule SWITCH = Rule.oneOf("true", "false");

    private static final Map<String, Rule> RULES = Map.ofEntries(
            entry("maestro.brigade-size", Rule.wholeNumber(1, 100_000)),
            entry("maestro.stagger-lunches", SWITCH),
            entry("maestro.seed", Rule.wholeNumber()),
            entry("maestro.time-lapse", FACTOR),
            entry("maestro.order-batch-size", Rule.wholeNumber(1, 10_000)),
            entry("maestro.fetch-max-wait-in-seconds", SECONDS),
            entry("maestro.smoking-duration-in-seconds", SECONDS_OR_NONE),
            entry("maestro.probability-of-oversmoking",
                    Rule.number("a number from 0.0 to 1.0", probability -> probability >= 0 && probability <= 1)),
            entry("maestro.oversmoking-factor", FACTOR),
            entry("maestro.period-between-lunch-in-seconds", SECONDS),
            entry("maestro.lunch-duration-in-seconds", SECONDS_OR_NONE),
            entry("maestro.max-deliveries", Rule.wholeNumber(1, Integer.MAX_VALUE)),
            entry("maestro.deliver-once", SWITCH),
            entry("maestro.leave-within-in-seconds", SECONDS_OR_NONE),
            entry("maestro.hand-back.delay-in-seconds", SECONDS),
            entry("maestro.hand-back.max-delay-in-seconds", SECONDS),
            entry("maestro.panettiere-client.address", Rule.hostAndPort()),
            entry("maestro.panettiere-client.retries", Rule.wholeNumber(0, Integer.MAX_VALUE)),
            entry("maestro.panettiere-client.exponential-backoff-base-in-milliseconds",
                    Rule.wholeNumber(1, Integer.MAX_VALUE)),
            entry("maestro.panettiere-client.deadline-in-seconds", SECONDS),
            entry("maestro.nats.port", PORT),
            entry("maestro.nats.use-credentials", SWITCH),
            entry("maestro.nats.nkey-file", Rule.fileWithSeed()),
            entry("quarkus.messaging.nats.connection.credential-path", Rule.fileWithSeed()),
            entry("maestro.grpc-server.port", PORT),
            entry("maestro.grpc-server.enable-reflection", SWITCH),
            entry("maestro.board.enabled", SWITCH),
            entry("maestro.board.show-personal-data", SWITCH),
            entry("maestro.board.trace-url", Rule.urlWith("{traceId}")),
            entry("maestro.opentelemetry.enabled", SWITCH),
            entry("maestro.opentelemetry.endpoint", Rule.hostAndPort()));

    private SettingsCheck() {
    }

    /**
     * Stops the start at the first setting that is not allowed.
     *
     * @param settings gives the value of a property, if it is set
     * @throws ConfigurationException with one line that names the property, its value and what is allowed
     */
    static void check(Function<String, Optional<String>> settings) {
        RULES.forEach((name, rule) -> settings.apply(name).filter(value -> !rule.allows(value)).ifPresent(value -> {
            throw new ConfigurationException(name + " is '" + value + "', but must be " + rule.allowed());
        }));
    }
}
