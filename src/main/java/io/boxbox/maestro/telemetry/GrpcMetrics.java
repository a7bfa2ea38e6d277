package io.boxbox.maestro.telemetry;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.registry.otlp.OtlpMetricsSender.Request;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.quarkus.opentelemetry.runtime.OpenTelemetryUtil;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.CompressionType;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/** OTLP's metrics service at the collector of the settings. Connects at its first use, on Vert.x's own event loops. */
@ApplicationScoped
class GrpcMetrics {

    private static final String EXPORT = "opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private static final int TLS_PORT = 443;
    private static final int PLAIN_PORT = 80;

    private final OtlpExporterConfig export;
    private final Vertx vertx;
    private ManagedChannel channel;

    GrpcMetrics(OtlpExporterRuntimeConfig export, Vertx vertx) {
        this.export = export.metrics();
        this.vertx = vertx;
    }

    /**
     * Sends one report.
     *
     * @return done when the collector has taken it; cancelling it ends the call
     */
    CompletableFuture<Void> send(Request request) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(export.timeout().toMillis(), TimeUnit.MILLISECONDS);
        if (export.compression().filter(CompressionType.GZIP::equals).isPresent()) {
            options = options.withCompression("gzip");
        }
        ClientCall<byte[], byte[]> call = ClientInterceptors
                .intercept(channel(), MetadataUtils.newAttachHeadersInterceptor(headers()))
                .newCall(method(), options);
        sent.whenComplete((nothing, failure) -> {
            if (sent.isCancelled()) {
                call.cancel("no longer waited for", failure);
            }
        });
        ClientCalls.asyncUnaryCall(call, request.getMetricsData(), new StreamObserver<>() {
            @Override
            public void onNext(byte[] answer) {
                // It may name points that the collector did not like; there is nothing to be done about them.
            }

            @Override
            public void onError(Throwable failure) {
                sent.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                sent.complete(null);
            }
        });
        return sent;
    }

    @PreDestroy
    synchronized void close() {
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    private synchronized ManagedChannel channel() {
        if (channel == null) {
            channel = connect(URI.create(export.endpoint().orElseThrow().strip()));
        }
        return channel;
    }

    private ManagedChannel connect(URI endpoint) {
        boolean secure = "https".equals(endpoint.getScheme());
        int port = endpoint.getPort() > 0 ? endpoint.getPort() : secure ? TLS_PORT : PLAIN_PORT;
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.getHost(), port)
                .eventLoopGroup(((VertxInternal) vertx).getEventLoopGroup())
                .channelType(NioSocketChannel.class)
                .directExecutor();
        return (secure ? builder.sslContext(tls()) : builder.usePlaintext()).build();
    }

    // The files that Quarkus's own exporters of traces and logs take.
    private SslContext tls() {
        SslContextBuilder tls = GrpcSslContexts.forClient();
        first(export.trustCert().certs()).ifPresent(tls::trustManager);
        first(export.keyCert().certs()).ifPresent(certificate -> tls.keyManager(certificate,
                first(export.keyCert().keys()).orElseThrow()));
        try {
            return tls.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<File> first(Optional<List<String>> files) {
        return files.flatMap(all -> all.stream().findFirst()).map(File::new);
    }

    private Metadata headers() {
        Metadata headers = new Metadata();
        OpenTelemetryUtil.convertKeyValueListToMap(export.headers().orElse(null)).forEach((name, value) -> headers
                .put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return headers;
    }

    // The report is already serialized.
    private static MethodDescriptor<byte[], byte[]> method() {
        Bytes bytes = new Bytes();
        return MethodDescriptor.<byte[], byte[]> newBuilder().setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(EXPORT).setRequestMarshaller(bytes).setResponseMarshaller(bytes).build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
