package io.boxbox.maestro;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import java.net.URL;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.PizzeriaResource;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;

@QuarkusTest
@WithTestResource(PizzeriaResource.class)
class ServingTest {

    @TestHTTPResource
    URL server;

    @PizzeriaResource.Inject
    Pizzeria pizzeria;

    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = NettyChannelBuilder.forAddress(server.getHost(), server.getPort()).usePlaintext().build();
    }

    @AfterEach
    void disconnect() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Test
    void sayHelloGreetsByName() {
        assertThat(MaestroServiceGrpc.newBlockingStub(channel).sayHello(HelloRequest.newBuilder().setName("Ada").build())
                .getMessage()).isEqualTo("Hello Ada");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "maestro.v1.MaestroService" })
    void grpcHealthIsServing(String service) {
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();

        await().untilAsserted(() -> assertThat(HealthGrpc.newBlockingStub(channel).check(request).getStatus())
                .isEqualTo(ServingStatus.SERVING));
    }

    @Test
    void grpcHealthOfAnUnknownServiceIsNotFound() {
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService("pizza.v1.Nobody").build();

        assertThatThrownBy(() -> HealthGrpc.newBlockingStub(channel).check(request))
                .isInstanceOfSatisfying(StatusRuntimeException.class,
                        refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    }

    @Test
    void whoWatchesAnUnknownServiceIsToldSoAndGoesOnWatching() {
        HealthCheckRequest request = HealthCheckRequest.newBuilder().setService("pizza.v1.Nobody").build();

        Iterator<HealthCheckResponse> statuses = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(2, TimeUnit.SECONDS)
                .watch(request);
        assertThat(statuses.next().getStatusValue()).isEqualTo(3);
        assertThatThrownBy(statuses::hasNext).isInstanceOfSatisfying(StatusRuntimeException.class,
                end -> assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
    }

    @Test
    void aNameOfAMegabyteIsGreeted() {
        String name = "A".repeat(1 << 20);

        assertThat(MaestroServiceGrpc.newBlockingStub(channel).sayHello(HelloRequest.newBuilder().setName(name).build())
                .getMessage()).isEqualTo("Hello " + name);
    }

    @Test
    void aCallThatCarriesTooMuchIsToldHowMuchItMay() {
        String name = "A".repeat(5 << 20);

        assertThatThrownBy(() -> MaestroServiceGrpc.newBlockingStub(channel)
                .sayHello(HelloRequest.newBuilder().setName(name).build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, refusal -> {
                    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(refusal.getStatus().getDescription()).contains("4194304");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = { "/ready", "/live", "/started" })
    void theProbesAreUp(String probe) {
        await().untilAsserted(() -> when().get("http://localhost:" + pizzeria.probePort() + "/q/health" + probe).then()
                .statusCode(200).body("status", equalTo("UP")));
    }

    @Test
    void readinessNamesServerStreamConsumerAndWhatWaits() {
        await().untilAsserted(() -> when().get("http://localhost:" + pizzeria.probePort() + "/q/health/ready").then()
                .body("checks.data.server", hasItem(pizzeria.nats().url()))
                .body("checks.data.stream", hasItem(Pizzeria.STREAM))
                .body("checks.data.consumer", hasItem(Pizzeria.CONSUMER))
                .body("checks.data.waiting", hasItem(0)));
    }
}
