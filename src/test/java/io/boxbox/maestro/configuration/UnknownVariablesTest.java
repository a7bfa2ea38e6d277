package io.boxbox.maestro.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVariablesTest {

    @ParameterizedTest
    @CsvSource({ "MAESTRO_MAESTRO_ORDERBATCHSIZES,MAESTRO_MAESTRO_ORDERBATCHSIZE",
            "MAESTRO_NATS_HOSTNAME,MAESTRO_NATS_HOST",
            "MAESTRO_BRIGADESIZE,MAESTRO_BRIGADE_SIZE", "MAESTRO_NAT_PORT,MAESTRO_NATS_PORT",
            "MAESTRO_OPENTELEMETRY_ENDPOINTS,MAESTRO_OPENTELEMETRY_ENDPOINT" })
    void aTypingErrorIsToldWithTheNearestNameThatIsRead(String variable, String nearest) {
        assertThat(UnknownVariables.unknown(Map.of(variable, "1", "PATH", "/bin"))).containsOnlyKeys(variable)
                .containsValue(nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = { "MAESTRO_ORDER_BATCH_SIZE", "MAESTRO_MAESTRO_PANETTIERECLIENT_RETRIES", "MAESTRO_NATS_PASSWORD",
            "MAESTRO_APP_ENV", "MAESTRO_GRPCSERVER_ASYNCHEALTHINTERVALINSECONDS", "MAESTRO_OPENTELEMETRY_LOGS_MAXQUEUESIZE",
            "MAESTRO_EMBEDDED_PANETTIERE_TIME_PER_DOUGH_IN_SECONDS", "MAESTRO_DEMO_ENABLED" })
    void whatIsReadIsKnown(String variable) {
        assertThat(UnknownVariables.unknown(Map.of(variable, "1"))).isEmpty();
    }

    @Test
    void variablesThatKubernetesMakesOfServicesAreNobodysError() {
        assertThat(UnknownVariables.unknown(Map.of("MAESTRO_SERVICE_HOST", "10.0.0.1", "MAESTRO_SERVICE_PORT", "7777",
                "MAESTRO_SERVICE_PORT_GRPC", "7777", "MAESTRO_PORT", "tcp://10.0.0.1:7777",
                "MAESTRO_PORT_7777_TCP", "tcp://10.0.0.1:7777", "MAESTRO_PORT_7777_TCP_PROTO", "tcp",
                "MAESTRO_CANARY_PORT", "tcp://10.0.0.2:9000", "MAESTRO_CANARY_PORT_9000_TCP_ADDR", "10.0.0.2"))).isEmpty();
    }
}
