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
            MAESTRO_ORDER_BATCH_SIZE                      | 0          | maestro.order-batch-size                      | a whole number of at least 1
            MAESTRO_BRIGADE_SIZE                          | 100001     | maestro.brigade-size                          | a whole number from 1 to 100000
            MAESTRO_STAGGER_LUNCHES                       | perhaps    | maestro.stagger-lunches                       | true or false
            MAESTRO_SEED                                  | acorn      | maestro.seed                                  | a whole number of 64 bits
            MAESTRO_TIME_LAPSE                            | 0.5        | maestro.time-lapse                            | a number of at least 1, up to 1000000000
            MAESTRO_MAESTRO_ORDERBATCHSIZE                | ten        | maestro.order-batch-size                      | a whole number of at least 1
            MAESTRO_MAESTRO_FETCHMAXWAITINSECONDS         | 0          | maestro.fetch-max-wait-in-seconds             | a number of seconds greater than 0, up to 1000000000
            MAESTRO_SMOKING_DURATION_IN_SECONDS           | 1s         | maestro.smoking-duration-in-seconds           | a number of seconds, 0 or more, up to 1000000000
            MAESTRO_MAESTRO_PROBABILITYOFOVERSMOKING      | 1.1        | maestro.probability-of-oversmoking            | a number from 0.0 to 1.0
            MAESTRO_MAESTRO_OVERSMOKINGFACTOR             | 0.9        | maestro.oversmoking-factor                    | a number of at least 1, up to 1000000000
            MAESTRO_MAESTRO_PERIODBETWEENLUNCHINSECONDS   | -60        | maestro.period-between-lunch-in-seconds       | a number of seconds greater than 0, up to 1000000000
            MAESTRO_LUNCH_DURATION_IN_SECONDS             | NaN        | maestro.lunch-duration-in-seconds             | a number of seconds, 0 or more, up to 1000000000
            MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS      | localhost  | maestro.panettiere-client.address             | host:port, like localhost:8888
            MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS      | http://a:1 | maestro.panettiere-client.address             | host:port, like localhost:8888
            MAESTRO_MAESTRO_PANETTIERECLIENT_RETRIES      | -1         | maestro.panettiere-client.retries             | a whole number of at least 0
            MAESTRO_NATS_PORT                             | 70000      | maestro.nats.port                             | a whole number from 0 to 65535
            MAESTRO_GRPCSERVER_PORT                       | http       | maestro.grpc-server.port                      | a whole number from 0 to 65535
            MAESTRO_NATS_USECREDENTIALS                   | maybe      | maestro.nats.use-credentials                  | true or false
            MAESTRO_NATS_NKEY_FILE                        | no.nk      | maestro.nats.nkey-file                        | the path of a readable file with the seed of a user's NKey (SU...)
            QUARKUS_MESSAGING_NATS_CONNECTION_CREDENTIAL_PATH | no.creds | quarkus.messaging.nats.connection.credential-path | the path of a readable file with the seed of a user's NKey (SU...)
            MAESTRO_LUNCH_DURATION_IN_SECONDS             | 1e300      | maestro.lunch-duration-in-seconds             | a number of seconds, 0 or more, up to 1000000000
            MAESTRO_NATS_HOST                             | a b        | maestro.nats.host                             | a host's name or address
            MAESTRO_NATS_HOST                             | user@nats  | maestro.nats.host                             | a host's name or address
            QUARKUS_MESSAGING_NATS_CONNECTION_SERVERS     | nats://::1:4222 | quarkus.messaging.nats.connection.servers | NATS URLs with commas between, like nats://a:4222,nats://[::1]:4222
            MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS      | [::g]:8888 | maestro.panettiere-client.address             | host:port, like localhost:8888
            MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS      | ::1:8888   | maestro.panettiere-client.address             | host:port, like localhost:8888
            MAESTRO_GRPCSERVER_HOST                       | 0.0.0.0:80 | maestro.grpc-server.host                      | a host's name or address
            OTEL_EXPORTER_OTLP_ENDPOINT                   | a collector | otel.exporter.otlp.endpoint                  | an http:// or https:// URL, like http://localhost:4317
            OTEL_EXPORTER_OTLP_PROTOCOL                   | kafka      | otel.exporter.otlp.protocol                   | grpc or http/protobuf or http/json
            OTEL_BSP_SCHEDULE_DELAY                       | 5s         | otel.bsp.schedule.delay                       | a whole number of at least 1
            MAESTRO_NATS_HOST                             | http://a   | maestro.nats.host                             | a host's name or address
            MAESTRO_NATS_JETSTREAM_DOMAIN                 | a.b        | maestro.nats.jetstream-domain                 | a domain's name without dots, like hub
            MAESTRO_NATS_JETSTREAM_PREFIX                 | JS.>       | maestro.nats.jetstream-prefix                 | a subject without wildcards, like JS.acme.API
            MAESTRO_NATS_TLS_FIRST                        | perhaps    | maestro.nats.tls-first                        | true or false
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
    void aPropertyThatDoesNotExistStopsTheStartWithOneLine() throws Exception {
        try (PackagedMaestro maestro = PackagedMaestro.start(Map.of("JAVA_TOOL_OPTIONS", "-Dmaestro.order-bach-size=5"))) {
            assertThat(maestro.awaitExit()).isNotZero();
            assertThat(maestro.output().lines().filter(line -> !line.startsWith("Picked up"))).singleElement().asString()
                    .isEqualTo("maestro.order-bach-size is set in SysPropConfigSource, but there is no such setting; "
                            + "the nearest is maestro.order-batch-size");
        }
    }

    @Test
    void twoSettingsThatExcludeEachOtherStopTheStartWithOneLine() throws Exception {
        Map<String, String> both = Map.of("MAESTRO_NATS_JETSTREAM_DOMAIN", "hub", "MAESTRO_NATS_JETSTREAM_PREFIX",
                "JS.acme.API");
        try (PackagedMaestro maestro = PackagedMaestro.start(both)) {
            assertThat(maestro.awaitExit()).isNotZero();
            assertThat(maestro.output().lines()).singleElement().asString().isEqualTo("maestro.nats.jetstream-domain and "
                    + "maestro.nats.jetstream-prefix are both set, but only one of them may be");
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
