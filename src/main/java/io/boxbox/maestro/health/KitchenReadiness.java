package io.boxbox.maestro.health;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.queue.QueueStatus;

/**
 * Ready, over HTTP as over gRPC ({@link HealthEndpoint}), exactly while orders can be claimed from NATS. Told by the
 * connection's own events; asking costs nothing. There is no liveness check on purpose: a broker's outage must not get the
 * process killed.
 */
@Readiness
@ApplicationScoped
class KitchenReadiness implements HealthCheck {

    private final DependencyStatus dependencies;

    KitchenReadiness(DependencyStatus dependencies) {
        this.dependencies = dependencies;
    }

    @Override
    public HealthCheckResponse call() {
        QueueStatus broker = dependencies.queue();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("NATS JetStream").status(broker.consuming())
                .withData("detail", broker.detail())
                .withData("server", broker.server());
        dependencies.backlog().ifPresent(backlog -> answer.withData("stream", backlog.stream())
                .withData("consumer", backlog.consumer())
                .withData("waiting", backlog.waiting()));
        return answer.build();
    }
}
