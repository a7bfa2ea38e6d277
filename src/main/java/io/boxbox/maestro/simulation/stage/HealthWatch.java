package io.boxbox.maestro.simulation.stage;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;

/** Hears from a Maestro's own gRPC health, as it changes, whether he can claim orders. Thread-safe; nothing blocks. */
final class HealthWatch implements AutoCloseable {

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

    private final ManagedChannel channel;
    private final ScheduledExecutorService scheduler;
    private final Consumer<Boolean> listener;
    private volatile boolean closed;

    /** @param listener is told each answer; false also when there is none */
    HealthWatch(int port, ScheduledExecutorService scheduler, Consumer<Boolean> listener) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        this.scheduler = scheduler;
        this.listener = listener;
        watch();
    }

    private void watch() {
        if (closed) {
            return;
        }
        channel.resetConnectBackoff();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), new StreamObserver<>() {
            @Override
            public void onNext(HealthCheckResponse answer) {
                tell(answer.getStatus() == ServingStatus.SERVING);
            }

            @Override
            public void onError(Throwable failure) {
                onCompleted();
            }

            @Override
            public void onCompleted() {
                tell(false);
                scheduler.schedule(HealthWatch.this::watch, BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void tell(boolean healthy) {
        if (!closed) {
            listener.accept(healthy);
        }
    }

    @Override
    public void close() {
        closed = true;
        channel.shutdownNow();
    }
}
