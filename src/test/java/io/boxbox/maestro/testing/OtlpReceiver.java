package io.boxbox.maestro.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;

/** A real OTLP receiver: traces and logs over gRPC, metrics over HTTP. It keeps all it is sent, and can fall silent. */
public final class OtlpReceiver implements AutoCloseable {

    private final Queue<ExportTraceServiceRequest> traces = new ConcurrentLinkedQueue<>();
    private final Queue<ExportLogsServiceRequest> logs = new ConcurrentLinkedQueue<>();
    private final Queue<ExportMetricsServiceRequest> metrics = new ConcurrentLinkedQueue<>();
    private final Server grpc;
    private final HttpServer http;
    private volatile boolean silent;

    public OtlpReceiver() throws IOException {
        grpc = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Traces()).addService(new Logs()).build().start();
        http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        http.createContext("/v1/metrics", this::takeMetrics);
        http.start();
    }

    /** These variables, and those that send telemetry here, metrics every second. */
    public Map<String, String> with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MAESTRO_OPENTELEMETRY_ENABLED", "true");
        all.put("MAESTRO_OPENTELEMETRY_ENDPOINT", "127.0.0.1:" + grpc.getPort());
        all.put("QUARKUS_MICROMETER_EXPORT_OTLP_URL", "http://127.0.0.1:" + http.getAddress().getPort() + "/v1/metrics");
        all.put("QUARKUS_MICROMETER_EXPORT_OTLP_STEP", "1S");
        return all;
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

    /** The resources that traces, logs and metrics were said to come from. */
    public Stream<Resource> resources() {
        return Stream.of(
                traces.stream().flatMap(request -> request.getResourceSpansList().stream()).map(one -> one.getResource()),
                logs.stream().flatMap(request -> request.getResourceLogsList().stream()).map(one -> one.getResource()),
                metrics.stream().flatMap(request -> request.getResourceMetricsList().stream()).map(one -> one.getResource()))
                .flatMap(all -> all);
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

    private void takeMetrics(HttpExchange exchange) throws IOException {
        metrics.add(ExportMetricsServiceRequest.parseFrom(exchange.getRequestBody()));
        if (!silent) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        }
    }

    private <T> void answer(StreamObserver<T> replies, T reply) {
        if (!silent) {
            replies.onNext(reply);
            replies.onCompleted();
        }
    }

    @Override
    public void close() {
        http.stop(0);
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
}
