package io.boxbox.maestro.configuration;

import static java.util.Map.entry;

import java.util.Map;

import jakarta.annotation.Priority;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;

/**
 * Looks at each of the service's settings as it is read, and stops the start at the first one that is not allowed with a line
 * that names the property, its value and what is allowed. It stands outside the mapping because a mapping's own complaint
 * names no range.
 */
@Priority(Priorities.APPLICATION)
public final class SettingsGuard implements ConfigSourceInterceptor {

    private static final Rule SECONDS_OR_NONE = Rule.number("a number of seconds, 0 or more", seconds -> seconds >= 0);
    private static final Rule SECONDS = Rule.number("a number of seconds greater than 0", seconds -> seconds > 0);
    private static final Rule PORT = Rule.wholeNumber(0, 65_535);
    private static final Rule SWITCH = Rule.oneOf("true", "false");

    private static final Map<String, Rule> RULES = Map.ofEntries(
            entry("maestro.order-batch-size", Rule.wholeNumber(1, 10_000)),
            entry("maestro.fetch-max-wait-in-seconds", SECONDS),
            entry("maestro.smoking-duration-in-seconds", SECONDS_OR_NONE),
            entry("maestro.probability-of-oversmoking",
                    Rule.number("a number from 0.0 to 1.0", probability -> probability >= 0 && probability <= 1)),
            entry("maestro.oversmoking-factor", Rule.number("a number of at least 1", factor -> factor >= 1)),
            entry("maestro.period-between-lunch-in-seconds", SECONDS),
            entry("maestro.lunch-duration-in-seconds", SECONDS_OR_NONE),
            entry("maestro.hand-back.delay-in-seconds", SECONDS),
            entry("maestro.hand-back.max-delay-in-seconds", SECONDS),
            entry("maestro.panettiere-client.address", Rule.hostAndPort()),
            entry("maestro.panettiere-client.retries", Rule.wholeNumber(0, Integer.MAX_VALUE)),
            entry("maestro.panettiere-client.exponential-backoff-base-in-milliseconds",
                    Rule.wholeNumber(1, Integer.MAX_VALUE)),
            entry("maestro.panettiere-client.deadline-in-seconds", SECONDS),
            entry("maestro.nats.port", PORT),
            entry("maestro.nats.use-credentials", SWITCH),
            entry("maestro.grpc-server.port", PORT),
            entry("maestro.grpc-server.enable-reflection", SWITCH),
            entry("maestro.opentelemetry.enabled", SWITCH),
            entry("maestro.opentelemetry.endpoint", Rule.hostAndPort()));

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        Rule rule = RULES.get(name);
        // Quarkus also reads values as they are written, with their ${…} in them; those are no business of ours.
        if (rule != null && Expressions.isEnabled() && value != null && value.getValue() != null
                && !rule.allows(value.getValue().strip())) {
            throw new ConfigurationException(
                    name + " is '" + value.getValue() + "' (from " + value.getConfigSourceName() + "), but must be "
                            + rule.allowed());
        }
        return value;
    }
}
