package io.boxbox.maestro.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.boxbox.maestro.jetstream.BrokerState;
import io.boxbox.maestro.overview.Surroundings;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import io.quarkus.runtime.StartupEvent;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;

/**
 * Ready, over HTTP and over gRPC, exactly while orders can be claimed from NATS. Told by the connection's own events; asking
 * costs nothing. There is no liveness check on purpose: a broker's outage must not get the process killed.
 */
@Readiness
@ApplicationScoped
class KitchenReadiness implements HealthCheck {

    private static final String WHOLE_SERVER = "";

    private final GrpcHealthStorage grpcHealth;
    private final Surroundings surroundings;

    KitchenReadiness(GrpcHealthStorage grpcHealth, Surroundings surroundings) {
        this.grpcHealth = grpcHealth;
        this.surroundings = surroundings;
    }

    // Quarkus declares every service SERVING as it starts; until NATS is there, that is not so.
    void start(@Observes StartupEvent event) {
        tell();
    }

    void changed(@Observes BrokerState state) {
        tell();
    }

    @Override
    public HealthCheckResponse call() {
        BrokerState broker = surroundings.broker();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("NATS JetStream").status(broker.consuming())
                .withData("detail", broker.detail())
                .withData("server", broker.server());
        surroundings.backlog().ifPresent(backlog -> answer.withData("stream", backlog.stream())
                .withData("consumer", backlog.consumer())
                .withData("waiting", backlog.waiting()));
        return answer.build();
    }

    // The end of the start and the first connection may come at once: whoever is last tells what is true then.
    private synchronized void tell() {
        ServingStatus status = surroundings.broker().consuming() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        grpcHealth.setStatus(WHOLE_SERVER, status);
        grpcHealth.setStatus(MaestroServiceGrpc.SERVICE_NAME, status);
    }
}
