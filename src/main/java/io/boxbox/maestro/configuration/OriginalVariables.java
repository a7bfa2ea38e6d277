package io.boxbox.maestro.configuration;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigValue;

/**
 * The environment variables of the service that Maestro replaces, where they differ from the usual form of the property's own
 * name. The usual form ({@code MAESTRO_ORDER_BATCH_SIZE}) wins over them, and they win over {@code application.properties}.
 */
final class OriginalVariables {

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            entry("MAESTRO_MAESTRO_ORDERBATCHSIZE", "maestro.order-batch-size"),
            entry("MAESTRO_MAESTRO_FETCHMAXWAITINSECONDS", "maestro.fetch-max-wait-in-seconds"),
            entry("MAESTRO_MAESTRO_SMOKINGDURATIONINSECONDS", "maestro.smoking-duration-in-seconds"),
            entry("MAESTRO_MAESTRO_PROBABILITYOFOVERSMOKING", "maestro.probability-of-oversmoking"),
            entry("MAESTRO_MAESTRO_OVERSMOKINGFACTOR", "maestro.oversmoking-factor"),
            entry("MAESTRO_MAESTRO_PERIODBETWEENLUNCHINSECONDS", "maestro.period-between-lunch-in-seconds"),
            entry("MAESTRO_MAESTRO_LUNCHDURATIONINSECONDS", "maestro.lunch-duration-in-seconds"),
            entry("MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS", "maestro.panettiere-client.address"),
            entry("MAESTRO_MAESTRO_PANETTIERECLIENT_RETRIES", "maestro.panettiere-client.retries"),
            entry("MAESTRO_MAESTRO_PANETTIERECLIENT_EXPONENTIALBACKOFFBASEINMILLISECONDS",
                    "maestro.panettiere-client.exponential-backoff-base-in-milliseconds"),
            entry("MAESTRO_NATS_USECREDENTIALS", "maestro.nats.use-credentials"),
            entry("MAESTRO_GRPCSERVER_HOST", "maestro.grpc-server.host"),
            entry("MAESTRO_GRPCSERVER_PORT", "maestro.grpc-server.port"),
            entry("MAESTRO_GRPCSERVER_ENABLEREFLECTION", "maestro.grpc-server.enable-reflection"));

    private OriginalVariables() {
    }

    /** The properties that are set by these variables. */
    static Map<String, String> read(ConfigSourceContext context) {
        Map<String, String> set = new HashMap<>();
        PROPERTIES.forEach((variable, property) -> {
            ConfigValue value = context.getValue(variable);
            if (value != null && value.getValue() != null) {
                set.put(property, value.getValue());
            }
        });
        return set;
    }
}
