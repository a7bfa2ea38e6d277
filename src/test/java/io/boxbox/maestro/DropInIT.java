package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.MutinyServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServiceResponse;
import io.smallrye.mutiny.Multi;

/** The packaged application in the place of the original: started with the original's variables and nothing else. */
class DropInIT {

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();

    @Test
    void itDeliversAndGreets() throws Exception {
        try (PackagedMaestro maestro = PackagedMaestro.start(originalVariables())) {
            awaitStream();
            List<String> ids = Stream.generate(pizzeria::place).limit(20).toList();

            ids.forEach(pizzeria::awaitDelivery);
            assertThat(greeting()).isEqualTo("Hello box-box");
        }
    }

    @Test
    void everyVariableOfTheOriginalsHasItsEffectHere() throws Exception {
        Map<String, String> variables = new HashMap<>(originalVariables());
        variables.putAll(Map.of("MAESTRO_APP_NAME", "cuoco", "MAESTRO_APP_VERSION", "9.8.7", "MAESTRO_APP_ENV", "local",
                "MAESTRO_OPENTELEMETRY_ENABLED", "T",
                "MAESTRO_OPENTELEMETRY_TRACES_TIMEOUT", "1", "MAESTRO_OPENTELEMETRY_TRACES_SAMPLERATE", "1",
                "MAESTRO_OPENTELEMETRY_METRICS_INTERVAL", "1", "MAESTRO_OPENTELEMETRY_LOGS_INTERVAL", "1",
                "MAESTRO_MAESTRO_SMOKINGDURATIONINSECONDS", "", "MAESTRO_MAESTRO_ORDERBATCHSIZE", "20000"));
        variables.putAll(Map.of("MAESTRO_GRPCSERVER_ASYNCHEALTHINTERVALINSECONDS", "5",
                // What Kubernetes makes of services called maestro and maestro-db.
                "MAESTRO_PORT", "tcp://10.0.0.1:7777", "MAESTRO_PORT_7777_TCP_ADDR", "10.0.0.1",
                "MAESTRO_SERVICE_PORT_GRPC", "7777", "MAESTRO_DB_PORT_5432_TCP", "tcp://10.0.0.2:5432",
                "MAESTRO_MAESTRO_LUNCHDURATIONSINSECONDS", "3"));
        try (OtlpReceiver receiver = new OtlpReceiver()) {
            variables.put("MAESTRO_OPENTELEMETRY_ENDPOINT", "dns:///localhost:" + receiver.grpcPort());
            variables.put("MAESTRO_NATS_HOST", "nats://127.0.0.1/");
            try (PackagedMaestro maestro = PackagedMaestro.start(variables)) {
                awaitStream();
                pizzeria.awaitDelivery(pizzeria.place());

                await().untilAsserted(() -> assertThat(receiver.resources().values()).allSatisfy(resources -> assertThat(
                        resources).isNotEmpty().allSatisfy(
                                resource -> assertThat(OtlpReceiver.attributes(resource.getAttributesList()))
                                        .containsEntry("service.name", "cuoco").containsEntry("service.version", "9.8.7"))));
                assertThat(maestro.warnings())
                        .filteredOn(line -> line.contains("MAESTRO_")).singleElement().asString()
                        .contains("MAESTRO_MAESTRO_LUNCHDURATIONSINSECONDS has no effect",
                                "the nearest that has one is MAESTRO_MAESTRO_LUNCHDURATIONINSECONDS");
                assertThat(maestro.output()).contains("MAESTRO_GRPCSERVER_ASYNCHEALTHINTERVALINSECONDS has no effect");
            }
        }
    }

    @Test
    void aStreamAndAConsumerThatAreThereAlreadyAreUsedAsTheyAre() throws Exception {
        pizzeria.api("STREAM.CREATE.ORDERS", """
                {"name":"ORDERS","subjects":["orders.>"],"max_msgs":12345,"storage":"memory"}""");
        pizzeria.api("CONSUMER.DURABLE.CREATE.ORDERS." + Pizzeria.CONSUMER, """
                {"stream_name":"ORDERS","config":{"durable_name":"%s","filter_subject":"orders.waiting_to_cook.*",
                 "ack_policy":"explicit","ack_wait":1000000000,"max_ack_pending":77}}""".formatted(Pizzeria.CONSUMER));
        String slow = Pizzeria.newId();
        pizzeria.panettiere().delay(slow, 3_500);
        pizzeria.place(slow, Pizzeria.order(slow, "small", ""));
        String behindIt = pizzeria.place();

        try (PackagedMaestro maestro = PackagedMaestro.start(originalVariables())) {
            pizzeria.awaitDelivery(slow);
            pizzeria.awaitDelivery(behindIt);
        }

        assertThat(pizzeria.panettiere().requests()).as("the ack wait of a second passed thrice without a redelivery")
                .hasSize(2);
        assertThat(pizzeria.consumer().getConsumerConfiguration().getMaxAckPending()).isEqualTo(77);
        assertThat(pizzeria.connection().jetStreamManagement().getStreamInfo("ORDERS").getConfiguration().getMaxMsgs())
                .isEqualTo(12_345);
    }

    @Test
    void theEmbeddedPanettiereIsNotInIt() throws Exception {
        try (PackagedMaestro maestro = PackagedMaestro.start(originalVariables())) {
            await().ignoreExceptions().until(() -> !services().isEmpty());
            assertThat(services()).contains("maestro.v1.MaestroService").doesNotContain("panettiere.v1.PanettiereService");
        }
    }

    private Map<String, String> originalVariables() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("MAESTRO_NATS_HOST", "localhost"),
                Map.entry("MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port())),
                Map.entry("MAESTRO_NATS_USECREDENTIALS", "false"),
                Map.entry("MAESTRO_GRPCSERVER_HOST", "127.0.0.1"),
                Map.entry("MAESTRO_GRPCSERVER_PORT", String.valueOf(port)),
                Map.entry("MAESTRO_GRPCSERVER_ENABLEREFLECTION", "true"),
                Map.entry("MAESTRO_OPENTELEMETRY_ENABLED", "false"),
                Map.entry("MAESTRO_MAESTRO_ORDERBATCHSIZE", "10"),
                Map.entry("MAESTRO_MAESTRO_FETCHMAXWAITINSECONDS", "5"),
                Map.entry("MAESTRO_MAESTRO_SMOKINGDURATIONINSECONDS", "0.01"),
                Map.entry("MAESTRO_MAESTRO_PROBABILITYOFOVERSMOKING", "0.5"),
                Map.entry("MAESTRO_MAESTRO_OVERSMOKINGFACTOR", "2"),
                Map.entry("MAESTRO_MAESTRO_PERIODBETWEENLUNCHINSECONDS", "60"),
                Map.entry("MAESTRO_MAESTRO_LUNCHDURATIONINSECONDS", "1"),
                Map.entry("MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS", pizzeria.panettiere().address()),
                Map.entry("MAESTRO_MAESTRO_PANETTIERECLIENT_RETRIES", "5"),
                Map.entry("MAESTRO_MAESTRO_PANETTIERECLIENT_EXPONENTIALBACKOFFBASEINMILLISECONDS", "100")));
    }

    private void awaitStream() {
        await().ignoreExceptions().until(() -> pizzeria.consumer() != null);
    }

    private String greeting() {
        return call(channel -> MaestroServiceGrpc.newBlockingStub(channel)
                .sayHello(HelloRequest.newBuilder().setName("box-box").build()).getMessage());
    }

    private List<String> services() {
        ServerReflectionRequest list = ServerReflectionRequest.newBuilder().setListServices("").build();
        return call(channel -> MutinyServerReflectionGrpc.newMutinyStub(channel)
                .serverReflectionInfo(Multi.createFrom().item(list)).subscribe().asStream()
                .flatMap(answer -> answer.getListServicesResponse().getServiceList().stream())
                .map(ServiceResponse::getName)
                .toList());
    }

    private <T> T call(Function<ManagedChannel, T> call) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            return call.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
