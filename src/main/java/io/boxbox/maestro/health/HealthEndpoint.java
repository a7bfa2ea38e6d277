package io.boxbox.maestro.health;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;

import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import grpc.health.v1.MutinyHealthGrpc;

/**
 * Serves {@code grpc.health.v1.Health} by its
 * <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">protocol</a>: SERVING exactly while orders can be
 * claimed. It takes the place of Quarkus's own, which answers {@code UNKNOWN} for an unknown service; probes tell the
 * two apart.
 */
@GrpcService
class HealthEndpoint extends MutinyHealthGrpc.HealthImplBase {

    private static final String WHOLE_SERVER = "";
    private static final Set<String> SERVICES = Set.of(WHOLE_SERVER, MaestroServiceGrpc.SERVICE_NAME);

    // Quarkus's copy of the protocol is from before SERVICE_UNKNOWN.
    private static final HealthCheckResponse UNKNOWN_SERVICE = HealthCheckResponse.newBuilder().setStatusValue(3).build();

    private final DependencyStatus dependencies;
    private final Set<MultiEmitter<? super HealthCheckResponse>> watchers = new LinkedHashSet<>();
    private final Set<MultiEmitter<? super HealthCheckResponse>> watchersOfUnknown = new LinkedHashSet<>();

    HealthEndpoint(DependencyStatus dependencies) {
        this.dependencies = dependencies;
    }

    @Override
    public Uni<HealthCheckResponse> check(HealthCheckRequest request) {
        if (!SERVICES.contains(request.getService())) {
            return Uni.createFrom().failure(new StatusRuntimeException(
                    Status.NOT_FOUND.withDescription("no service of this name is served here")));
        }
        return Uni.createFrom().item(current());
    }

    /** The status now and at each change. Of an unknown service, there is no change, but no end either. */
    @Override
    public Multi<HealthCheckResponse> watch(HealthCheckRequest request) {
        boolean known = SERVICES.contains(request.getService());
        return Multi.createFrom()
                .<HealthCheckResponse> emitter(watcher -> begin(watcher, known), BackPressureStrategy.LATEST)
                .skip().repetitions();
    }

    // What is told is read within the lock: no watcher's last answer is an old one.
    synchronized void changed(@Observes QueueStatus state) {
        List.copyOf(watchers).forEach(watcher -> watcher.emit(current()));
    }

    synchronized void end(@Observes ShutdownEvent event) {
        Stream.of(watchers, watchersOfUnknown).flatMap(all -> List.copyOf(all).stream()).forEach(MultiEmitter::complete);
    }

    private synchronized void begin(MultiEmitter<? super HealthCheckResponse> watcher, boolean known) {
        Set<MultiEmitter<? super HealthCheckResponse>> all = known ? watchers : watchersOfUnknown;
        all.add(watcher);
        watcher.onTermination(() -> forget(watcher, all));
        watcher.emit(known ? current() : UNKNOWN_SERVICE);
    }

    private synchronized void forget(MultiEmitter<? super HealthCheckResponse> watcher,
            Set<MultiEmitter<? super HealthCheckResponse>> all) {
        all.remove(watcher);
    }

    private HealthCheckResponse current() {
        return HealthCheckResponse.newBuilder()
                .setStatus(dependencies.queue().consuming() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING).build();
    }
}
