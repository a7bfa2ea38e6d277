package io.boxbox.maestro.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.HttpServer;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;

/**
 * A real OTLP receiver: all three signals over gRPC and over HTTP, each at a port of its own. It keeps all it is sent, and can
 * fall silent.
 */
public final class OtlpReceiver implements AutoCloseable {

    private final Queue<ExportTraceServiceRequest> traces = new ConcurrentLinkedQueue<>();
    private final Queue<ExportLogsServiceRequest> logs = new ConcurrentLinkedQueue<>();
    private final Queue<ExportMetricsServiceRequest> metrics = new ConcurrentLinkedQueue<>();
    private final Map<String, Map<String, String>> headers = new ConcurrentHashMap<>();
    private final Server grpc;
    private final HttpServer http;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean silent;

    public OtlpReceiver() {
        this("127.0.0.1", 0, true, null);
    }

    private OtlpReceiver(String address, int httpPort, boolean metricsOverGrpc, KeyPairFiles keys) {
        NettyServerBuilder server = NettyServerBuilder.forAddress(new InetSocketAddress(address, 0))
                .addService(new Traces()).addService(new Logs()).intercept(new Paths());
        if (keys != null) {
            server.useTransportSecurity(keys.certificate().toFile(), keys.key().toFile());
        }
        if (metricsOverGrpc) {
            server.addService(new Metrics());
        }
        try {
            grpc = server.build().start();
            http = HttpServer.create(new InetSocketAddress(address, httpPort), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        takeOverHttp("traces", body -> traces.add(ExportTraceServiceRequest.parseFrom(body)));
        takeOverHttp("logs", body -> logs.add(ExportLogsServiceRequest.parseFrom(body)));
        takeOverHttp("metrics", body -> metrics.add(ExportMetricsServiceRequest.parseFrom(body)));
        http.start();
    }

    /** One whose gRPC takes no metrics, and whose HTTP has the port that the field knows. */
    public static OtlpReceiver withoutMetricsOverGrpc(String address) {
        return new OtlpReceiver(address, 4318, false, null);
    }

    /** One that listens at ::1. */
    public static OtlpReceiver onIpv6() {
        return new OtlpReceiver("::1", 0, true, null);
    }

    /** One whose gRPC is encrypted. */
    public static OtlpReceiver encrypted(KeyPairFiles keys) {
        return new OtlpReceiver("127.0.0.1", 0, true, keys);
    }

    public int grpcPort() {
        return grpc.getPort();
    }

    public int httpPort() {
        return http.getAddress().getPort();
    }

    /** The paths that something was sent to, over HTTP or gRPC, with the headers that came with it last. */
    public Map<String, Map<String, String>> headers() {
        return headers;
    }

    /** These variables, and those that send telemetry here, metrics every second. */
    public Map<String, String> with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MAESTRO_OPENTELEMETRY_ENABLED", "true");
        all.put("MAESTRO_OPENTELEMETRY_ENDPOINT", "127.0.0.1:" + grpc.getPort());
        all.put("QUARKUS_MICROMETER_EXPORT_OTLP_STEP", "1S");
        // Otherwise spans and log lines are collected for five seconds, and one.
        all.putIfAbsent("OTEL_BSP_SCHEDULE_DELAY", "200");
        all.putIfAbsent("OTEL_BLRP_SCHEDULE_DELAY", "200");
        return all;
    }

    /** Takes what comes over gRPC, from now on, and answers after this time. */
    public void answerAfter(Duration delay) {
        this.delay = delay;
    }

    /** Takes what comes, from now on, and never answers. */
    public void fallSilent() {
        silent = true;
    }

    public int requests() {
        return traces.size() + logs.size() + metrics.size();
    }

    public List<Span> spans() {
        return traces.stream().flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream()).toList();
    }

    public List<LogRecord> logs() {
        return logs.stream().flatMap(request -> request.getResourceLogsList().stream())
                .flatMap(resource -> resource.getScopeLogsList().stream())
                .flatMap(scope -> scope.getLogRecordsList().stream()).toList();
    }

    /** What was last said about all metrics. */
    public List<Metric> metrics() {
        return metrics.stream().skip(Math.max(0, metrics.size() - 1)).flatMap(OtlpReceiver::metrics).toList();
    }

    /** What was last said about the metrics of this name. */
    public List<Metric> metrics(String name) {
        return metrics().stream().filter(metric -> metric.getName().equals(name)).toList();
    }

    /** The resources that each signal was said to come from: traces, logs and metrics. */
    public Map<String, List<Resource>> resources() {
        return Map.of(
                "traces", traces.stream().flatMap(request -> request.getResourceSpansList().stream())
                        .map(one -> one.getResource()).distinct().toList(),
                "logs", logs.stream().flatMap(request -> request.getResourceLogsList().stream())
                        .map(one -> one.getResource()).distinct().toList(),
                "metrics", metrics.stream().flatMap(request -> request.getResourceMetricsList().stream())
                        .map(one -> one.getResource()).distinct().toList());
    }

    /** Attributes as text. */
    public static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().map(OtlpReceiver::text).toList().toString();
            default -> value.toString();
        };
    }

    private static Stream<Metric> metrics(ExportMetricsServiceRequest request) {
        return request.getResourceMetricsList().stream().flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream());
    }

    private void takeOverHttp(String signal, Taker taker) {
        http.createContext("/v1/" + signal, exchange -> {
            Map<String, String> came = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> came.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            InputStream body = "gzip".equals(came.get("content-encoding")) ? new GZIPInputStream(exchange.getRequestBody())
                    : exchange.getRequestBody();
            taker.take(body);
            headers.put(exchange.getRequestURI().getPath(), came);
            if (!silent) {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            }
        });
    }

    private <T> void answer(StreamObserver<T> replies, T reply) {
        if (!silent) {
            clock.schedule(() -> {
                replies.onNext(reply);
                replies.onCompleted();
            }, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        clock.shutdownNow();
        grpc.shutdownNow();
    }

    private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {

        @Override
        public void export(ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> replies) {
            traces.add(request);
            answer(replies, ExportTraceServiceResponse.getDefaultInstance());
        }
    }

    private final class Logs extends LogsServiceGrpc.LogsServiceImplBase {

        @Override
        public void export(ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> replies) {
            logs.add(request);
            answer(replies, ExportLogsServiceResponse.getDefaultInstance());
        }
    }

    private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {

        @Override
        public void export(ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> replies) {
            metrics.add(request);
            answer(replies, ExportMetricsServiceResponse.getDefaultInstance());
        }
    }

    private final class Paths implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata came, ServerCallHandler<Q, A> next) {
            headers.put(call.getMethodDescriptor().getFullMethodName(),
                    came.keys().stream().filter(key -> !key.endsWith("-bin"))
                            .collect(Collectors.toMap(key -> key,
                                    key -> came.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER)))));
            return next.startCall(call, came);
        }
    }

    private interface Taker {

        void take(InputStream body) throws IOException;
    }
}
