package io.boxbox.maestro.tools.workshop;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;

import com.google.protobuf.ByteString;

import io.boxbox.maestro.tools.workshop.TraceTree.Span;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;

/**
 * Takes traces over OTLP, and appends their spans to a file, a line each. For {@code script/workshop}, where no collector is.
 */
final class TraceReceiverCommand {

    private static final HexFormat HEX = HexFormat.of();

    private final PrintStream file;

    private TraceReceiverCommand(PrintStream file) {
        this.file = file;
    }

    /** @param args the port, and the file */
    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream file = new PrintStream(
                Files.newOutputStream(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND), true,
                StandardCharsets.UTF_8);
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                .addService(ServerServiceDefinition.builder(TraceServiceGrpc.getServiceDescriptor())
                        .addMethod(TraceServiceGrpc.getExportMethod(),
                                ServerCalls.asyncUnaryCall(new TraceReceiverCommand(file)::export))
                        .build())
                .build().start().awaitTermination();
    }

    /** What was received so far. */
    static List<Span> read(Path file) {
        try {
            return Files.readAllLines(file).stream().map(Span::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("there are no spans: is `traces` started? " + e.getMessage(), e);
        }
    }

    private synchronized void export(ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
        request.getResourceSpansList().forEach(resource -> {
            String service = attribute(resource.getResource().getAttributesList(), "service.name");
            resource.getScopeSpansList().stream().flatMap(scope -> scope.getSpansList().stream())
                    .forEach(span -> file.println(new Span(hex(span.getTraceId()), hex(span.getSpanId()),
                            hex(span.getParentSpanId()), service, span.getName(), span.getStartTimeUnixNano(),
                            span.getEndTimeUnixNano(), attribute(span.getAttributesList(), "box-box.orderid")).line()));
        });
        answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
        answer.onCompleted();
    }

    private static String attribute(List<KeyValue> attributes, String key) {
        return attributes.stream().filter(each -> each.getKey().equals(key)).map(each -> each.getValue().getStringValue())
                .findFirst().orElse("");
    }

    private static String hex(ByteString bytes) {
        return HEX.formatHex(bytes.toByteArray());
    }
}
