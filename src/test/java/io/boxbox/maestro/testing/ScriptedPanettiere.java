package io.boxbox.maestro.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.protobuf.Empty;

import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc;
import io.boxbox.panettiere.v1.StatusResponse;
import io.grpc.Attributes;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;

/** A real gRPC Panettiere that remembers what it was asked, and answers as told for chosen orders. */
public final class ScriptedPanettiere implements AutoCloseable {

    private final Queue<DoughRequest> requests = new ConcurrentLinkedQueue<>();
    private final Map<String, Queue<Status>> refusals = new ConcurrentHashMap<>();
    private final Map<String, Long> delays = new ConcurrentHashMap<>();
    private final Map<String, String> doughs = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ScheduledExecutorService oven = Executors.newSingleThreadScheduledExecutor();
    private final Server server;

    public ScriptedPanettiere() {
        this("127.0.0.1", 0);
    }

    /** @param port 0 for a free one */
    public ScriptedPanettiere(String address, int port) {
        this(NettyServerBuilder.forAddress(new InetSocketAddress(address, port)));
    }

    /** One behind TLS. */
    public ScriptedPanettiere(SslContext tls) {
        this(NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).sslContext(tls));
    }

    private ScriptedPanettiere(NettyServerBuilder builder) {
        try {
            server = builder.addService(new Service()).addTransportFilter(new Connections()).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "localhost:" + server.getPort();
    }

    public int port() {
        return server.getPort();
    }

    /** Answers the next requests for this order so, one after the other, and with dough after that. */
    public void refuse(String orderId, Status... answers) {
        refusals.put(orderId, new ConcurrentLinkedQueue<>(List.of(answers)));
    }

    /** Takes this long for this order. */
    public void delay(String orderId, long millis) {
        delays.put(orderId, millis);
    }

    /** Gives so many bytes of dough for this order. */
    public void knead(String orderId, int bytes) {
        doughs.put(orderId, "d".repeat(bytes));
    }

    /** Keeps this order's dough until {@link #release}. */
    public void hold(String orderId) {
        held.put(orderId, new CompletableFuture<>());
    }

    /** Hands out the dough that was kept for this order. */
    public void release(String orderId) {
        held.get(orderId).complete(null);
    }

    public List<DoughRequest> requests() {
        return List.copyOf(requests);
    }

    public List<DoughRequest> requests(String orderId) {
        return requests.stream().filter(request -> request.getOrderId().equals(orderId)).toList();
    }

    /** How many connections there are now. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
        oven.shutdownNow();
    }

    private final class Connections extends ServerTransportFilter {

        @Override
        public Attributes transportReady(Attributes transport) {
            connections.incrementAndGet();
            return transport;
        }

        @Override
        public void transportTerminated(Attributes transport) {
            connections.decrementAndGet();
        }
    }

    private final class Service extends PanettiereServiceGrpc.PanettiereServiceImplBase {

        @Override
        public void makeDough(DoughRequest request, StreamObserver<DoughResponse> answer) {
            requests.add(request);
            CompletableFuture<Void> gate = held.getOrDefault(request.getOrderId(), CompletableFuture.completedFuture(null));
            oven.schedule(() -> gate.thenRun(() -> answer(request, answer)), delays.getOrDefault(request.getOrderId(), 0L),
                    TimeUnit.MILLISECONDS);
        }

        private void answer(DoughRequest request, StreamObserver<DoughResponse> answer) {
            Queue<Status> refusal = refusals.get(request.getOrderId());
            Status status = refusal == null ? null : refusal.poll();
            if (status != null) {
                answer.onError(status.asRuntimeException());
            } else {
                answer.onNext(DoughResponse.newBuilder().setContent(doughs.getOrDefault(request.getOrderId(), "dough of "
                        + request.getOrderId())).build());
                answer.onCompleted();
            }
        }

        @Override
        public void status(Empty request, StreamObserver<StatusResponse> answer) {
            answer.onNext(StatusResponse.newBuilder().setStatus("idle").build());
            answer.onCompleted();
        }
    }
}
