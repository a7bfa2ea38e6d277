package io.boxbox.maestro.telemetry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.ipc.http.HttpUrlConnectionSender;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig.Protocol;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.quarkus.runtime.ShutdownEvent;

/**
 * Sends metrics to where traces and logs go: over gRPC, where that is the protocol, and over HTTP. A collector whose gRPC takes
 * no metrics gets them over HTTP from then on. It does not hold up the end of the process: Micrometer's own way would wait ten
 * seconds, or twice that, for a collector that takes the last report and does not answer.
 * <p>
 * Used by Micrometer's one thread.
 */
@ApplicationScoped
class MetricsSender implements OtlpMetricsSender {

    private static final Logger LOG = Logger.getLogger(MetricsSender.class);
    private static final Duration TIMEOUT_AT_THE_END = Duration.ofMillis(500);

    private final OtlpHttpMetricsSender http;
    private final GrpcMetrics grpc;
    private final AtomicBoolean overGrpc;
    private final Duration timeout;
    private final CompletableFuture<Void> leaving = new CompletableFuture<>();

    MetricsSender(OtlpExporterRuntimeConfig export, GrpcMetrics grpc) {
        this.timeout = export.metrics().timeout();
        this.http = new OtlpHttpMetricsSender(new HttpUrlConnectionSender(timeout, timeout));
        this.grpc = grpc;
        this.overGrpc = new AtomicBoolean(export.metrics().protocol().filter(Protocol.GRPC::equals).isPresent());
    }

    @Override
    public void send(Request request) throws Exception {
        if (overGrpc.get()) {
            try {
                await(grpc.send(request));
                return;
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
                    throw e;
                }
                overGrpc.set(false);
                LOG.infof("The collector takes no metrics over gRPC: they go to %s", request.getAddress());
            }
        }
        await(overHttp(request));
    }

    void leave(@Observes ShutdownEvent event) {
        leaving.complete(null);
    }

    // On a thread that the end of the process does not wait for: what it does cannot be cut short.
    private CompletableFuture<Void> overHttp(Request request) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                http.send(request);
                sent.complete(null);
            } catch (Exception e) {
                sent.completeExceptionally(e);
            }
        }, "otlp-metrics-over-http");
        thread.setDaemon(true);
        thread.start();
        return sent;
    }

    private void await(CompletableFuture<Void> sent) throws Exception {
        CompletableFuture<Void> theEnd = leaving.thenRunAsync(() -> {
        }, CompletableFuture.delayedExecutor(TIMEOUT_AT_THE_END.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
        try {
            CompletableFuture.anyOf(sent, theEnd).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer within " + timeout.toSeconds() + " s");
        } finally {
            if (!sent.isDone()) {
                sent.cancel(true);
                LOG.debug("The collector did not take a report of metrics in time");
            }
        }
    }
}
