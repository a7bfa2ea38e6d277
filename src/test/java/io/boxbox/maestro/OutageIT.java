package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;

/** NATS comes late, dies, forgets or freezes, and Maestro lives through it. */
class OutageIT {

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();

    @Test
    void startedBeforeNatsMaestroBeginsWhenItComes() throws Exception {
        pizzeria.nats().kill();
        try (PackagedMaestro maestro = start()) {
            awaitReadiness(503);
            assertThat(greeting()).isEqualTo("Hello Ada");
            assertThat(probe("live")).isEqualTo(200);

            pizzeria.nats().start();
            awaitReadiness(200);
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void ordersOnTheirWayWhenNatsIsKilledAreAllDeliveredOnce() throws Exception {
        pizzeria.createConsumer(Duration.ofSeconds(3));
        try (PackagedMaestro maestro = start()) {
            awaitReadiness(200);
            List<String> ids = Stream.generate(this::placeSlow).limit(30).toList();
            await().until(() -> pizzeria.panettiere().requests().size() > 3);

            pizzeria.nats().kill();
            awaitReadiness(503);
            assertThat(greeting()).isEqualTo("Hello Ada");
            pizzeria.nats().start();
            awaitReadiness(200);

            pizzeria.awaitQuiet();
            assertThat(ids).allSatisfy(id -> assertThat(pizzeria.count("orders.waiting_delivery." + id)).isEqualTo(1));
        }
    }

    @Test
    void streamAndConsumerAreCreatedAgainWhenNatsComesBackWithoutItsData() throws Exception {
        try (PackagedMaestro maestro = start()) {
            awaitReadiness(200);
            pizzeria.nats().kill();
            awaitReadiness(503);
            pizzeria.nats().loseData();
            pizzeria.nats().start();
            awaitReadiness(200);

            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(maestro.output()).contains("was gone and has been created again");
        }
    }

    @Test
    void aConsumerThatIsDeletedIsCreatedAgain() throws Exception {
        try (PackagedMaestro maestro = start()) {
            awaitReadiness(200);
            pizzeria.awaitDelivery(pizzeria.place());
            pizzeria.connection().jetStreamManagement().deleteConsumer(Pizzeria.STREAM, Pizzeria.CONSUMER);
            pizzeria.awaitDelivery(pizzeria.place());

            pizzeria.connection().jetStreamManagement().deleteStream(Pizzeria.STREAM);
            await().ignoreExceptions().until(() -> pizzeria.consumer() != null);
            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(maestro.output()).contains("was gone and has been created again");
        }
    }

    @Test
    void aFrozenNatsIsNoticedAndWorkGoesOnWhenItThaws() throws Exception {
        try (PackagedMaestro maestro = start()) {
            awaitReadiness(200);
            pizzeria.nats().freeze();
            try {
                awaitReadiness(503);
                assertThat(greeting()).isEqualTo("Hello Ada");
                assertThat(probe("live")).isEqualTo(200);
            } finally {
                pizzeria.nats().thaw();
            }
            awaitReadiness(200);
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void aWatchOfHealthOverGrpcIsToldOfEachChange() throws Exception {
        try (PackagedMaestro maestro = start()) {
            awaitReadiness(200);
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
            Iterator<HealthCheckResponse> changes = HealthGrpc.newBlockingStub(channel).watch(
                    HealthCheckRequest.newBuilder().setService(MaestroServiceGrpc.SERVICE_NAME).build());
            try {
                assertThat(changes.next().getStatus()).isEqualTo(ServingStatus.SERVING);
                pizzeria.nats().kill();
                assertThat(changes.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
                pizzeria.nats().start();
                assertThat(changes.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void healthTellsTheTruthWhileTheMaestroIsAtLunch() throws Exception {
        try (PackagedMaestro maestro = start(Map.of(
                "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "0.1",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "0.1",
                "MAESTRO_LUNCH_DURATION_IN_SECONDS", "600",
                "QUARKUS_LOG_CATEGORY__IO_BOXBOX__LEVEL", "DEBUG"))) {
            await().until(() -> maestro.output().contains("BreakStarted"));
            awaitReadiness(200);

            pizzeria.nats().kill();
            awaitReadiness(503);
            pizzeria.nats().start();
            awaitReadiness(200);
            assertThat(maestro.output()).doesNotContain("BreakEnded");
        }
    }

    private PackagedMaestro start() throws IOException {
        return start(Map.of());
    }

    private PackagedMaestro start(Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put("MAESTRO_GRPCSERVER_PORT", String.valueOf(port));
        return PackagedMaestro.start(pizzeria, variables);
    }

    private String placeSlow() {
        String id = Pizzeria.newId();
        pizzeria.panettiere().delay(id, 50);
        pizzeria.place(id, Pizzeria.order(id, "medium", ""));
        return id;
    }

    private void awaitReadiness(int status) {
        await().ignoreExceptions().until(() -> probe("ready") == status);
    }

    private int probe(String probe) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + pizzeria.probePort() + "/q/health/" + probe);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
    }

    private String greeting() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            return MaestroServiceGrpc.newBlockingStub(channel)
                    .sayHello(HelloRequest.newBuilder().setName("Ada").build()).getMessage();
        } finally {
            channel.shutdownNow();
        }
    }
}
