package io.boxbox.maestro.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.boxbox.maestro.testing.PackagedMaestro;

class WrongSettingsIT {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAESTRO_ORDER_BATCH_SIZE                      | 0          | maestro.order-batch-size                      | a whole number from 1 to 10000
            MAESTRO_BRIGADE_SIZE                          | 100001     | maestro.brigade-size                          | a whole number from 1 to 100000
            MAESTRO_STAGGER_LUNCHES                       | perhaps    | maestro.stagger-lunches                       | true or false
            MAESTRO_SEED                                  | acorn      | maestro.seed                                  | a whole number of 64 bits
            MAESTRO_TIME_LAPSE                            | 0.5        | maestro.time-lapse                            | a number of at least 1
            MAESTRO_MAESTRO_ORDERBATCHSIZE                | 10001      | maestro.order-batch-size                      | a whole number from 1 to 10000
            MAESTRO_MAESTRO_ORDERBATCHSIZE                | ten        | maestro.order-batch-size                      | a whole number from 1 to 10000
            MAESTRO_MAESTRO_FETCHMAXWAITINSECONDS         | 0          | maestro.fetch-max-wait-in-seconds             | a number of seconds greater than 0
            MAESTRO_SMOKING_DURATION_IN_SECONDS           | 1s         | maestro.smoking-duration-in-seconds           | a number of seconds, 0 or more
            MAESTRO_MAESTRO_PROBABILITYOFOVERSMOKING      | 1.1        | maestro.probability-of-oversmoking            | a number from 0.0 to 1.0
            MAESTRO_MAESTRO_OVERSMOKINGFACTOR             | 0.9        | maestro.oversmoking-factor                    | a number of at least 1
            MAESTRO_MAESTRO_PERIODBETWEENLUNCHINSECONDS   | -60        | maestro.period-between-lunch-in-seconds       | a number of seconds greater than 0
            MAESTRO_LUNCH_DURATION_IN_SECONDS             | NaN        | maestro.lunch-duration-in-seconds             | a number of seconds, 0 or more
            MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS      | localhost  | maestro.panettiere-client.address             | host:port, like localhost:8888
            MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS      | http://a:1 | maestro.panettiere-client.address             | host:port, like localhost:8888
            MAESTRO_MAESTRO_PANETTIERECLIENT_RETRIES      | -1         | maestro.panettiere-client.retries             | a whole number of at least 0
            MAESTRO_NATS_PORT                             | 70000      | maestro.nats.port                             | a whole number from 0 to 65535
            MAESTRO_GRPCSERVER_PORT                       | http       | maestro.grpc-server.port                      | a whole number from 0 to 65535
            MAESTRO_NATS_USECREDENTIALS                   | maybe      | maestro.nats.use-credentials                  | true or false
            MAESTRO_NATS_NKEY_FILE                        | no.nk      | maestro.nats.nkey-file                        | the path of a readable file with the seed of a user's NKey (SU...)
            QUARKUS_MESSAGING_NATS_CONNECTION_CREDENTIAL_PATH | no.creds | quarkus.messaging.nats.connection.credential-path | the path of a readable file with the seed of a user's NKey (SU...)
            MAESTRO_OPENTELEMETRY_ENDPOINT                | collector  | maestro.opentelemetry.endpoint                | host:port, like localhost:8888
            """)
    void aWrongValueStopsTheStartWithOneLine(String variable, String value, String property, String allowed)
            throws Exception {
        try (PackagedMaestro maestro = PackagedMaestro.start(Map.of(variable, value))) {
            assertThat(maestro.awaitExit()).isNotZero();
            assertThat(maestro.output().lines()).singleElement().asString()
                    .contains(property).contains("'" + value + "'").endsWith("must be " + allowed);
        }
    }

    @Test
    void theUsualFormOfAVariableWinsOverTheOriginals() throws Exception {
        Map<String, String> both = Map.of("MAESTRO_ORDER_BATCH_SIZE", "0", "MAESTRO_MAESTRO_ORDERBATCHSIZE", "5");
        try (PackagedMaestro maestro = PackagedMaestro.start(both)) {
            assertThat(maestro.awaitExit()).isNotZero();
            assertThat(maestro.output()).contains("'0'");
        }
    }
}
