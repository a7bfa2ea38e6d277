package io.boxbox.maestro.simulation.tracing;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * Sends the spans of a small program, one at a time, to an OTLP receiver over gRPC. What cannot be sent is dropped. Blocks
 * nothing
 * but its end, for five seconds at most.
 */
public final class SpanSender implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final HexFormat HEX = HexFormat.of();

    private final ManagedChannel channel;
    private final TraceServiceGrpc.TraceServiceStub collector;
    private final Resource resource;

    /** @param endpoint {@code host:port} */
    public SpanSender(String endpoint, String service) {
        this.channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
        this.collector = TraceServiceGrpc.newStub(channel);
        this.resource = Resource.newBuilder().addAttributes(attribute("service.name", service)).build();
    }

    /** A new trace, with the id of its first span. */
    public static TraceParent newTrace() {
        return new TraceParent(random(16), random(8));
    }

    /** The id of a new span in a trace. */
    public static TraceParent newSpan(TraceParent parent) {
        return new TraceParent(parent.traceId(), random(8));
    }

    /**
     * Sends a span that has ended now.
     *
     * @param parent the span's parent, {@code null} if it is the first of its trace
     */
    public void send(TraceParent span, TraceParent parent, String name, Span.SpanKind kind, Instant began,
            Map<String, String> attributes) {
        Span.Builder built = Span.newBuilder().setTraceId(bytes(span.traceId())).setSpanId(bytes(span.spanId())).setName(name)
                .setKind(kind).setStartTimeUnixNano(nanos(began)).setEndTimeUnixNano(nanos(Instant.now()));
        if (parent != null) {
            built.setParentSpanId(bytes(parent.spanId()));
        }
        attributes.forEach((key, value) -> built.addAttributes(attribute(key, value)));
        collector.withWaitForReady().withDeadlineAfter(5, TimeUnit.SECONDS).export(ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().setResource(resource)
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(built)))
                .build(), new Dropped());
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdown();
        channel.awaitTermination(5, TimeUnit.SECONDS);
        channel.shutdownNow();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setStringValue(value)).build();
    }

    private static String random(int bytes) {
        byte[] id = new byte[bytes];
        RANDOM.nextBytes(id);
        return HEX.formatHex(id);
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HEX.parseHex(hex));
    }

    private static long nanos(Instant moment) {
        return TimeUnit.SECONDS.toNanos(moment.getEpochSecond()) + moment.getNano();
    }

    private static final class Dropped implements StreamObserver<ExportTraceServiceResponse> {

        @Override
        public void onNext(ExportTraceServiceResponse stored) {
            // Nothing more is to be done.
        }

        @Override
        public void onError(Throwable failure) {
            // Without a receiver there is no trace to look at.
        }

        @Override
        public void onCompleted() {
            // Nothing more is to be done.
        }
    }
}
