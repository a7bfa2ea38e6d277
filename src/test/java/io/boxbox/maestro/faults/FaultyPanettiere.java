package io.boxbox.maestro.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import io.boxbox.maestro.testing.Ports;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * A real gRPC Panettiere whose faults can be switched. It listens on a port for each process, to know which one is asking.
 */
final class FaultyPanettiere implements AutoCloseable {

    /** How it answers; for some orders, their kind matters too. */
    enum Behaviour {
        NORMAL,
        /** {@code RESOURCE_EXHAUSTED}, or {@code UNAVAILABLE} as some versions say. */
        ASLEEP,
        /** Up to more than the processes' deadline. */
        SLOW,
        /** Takes requests and never answers. */
        SILENT,
        /** Errors of all sorts, none of which is final. */
        FAILING
    }

    private static final Context.Key<Integer> ASKING = Context.key("asking");
    private static final List<Status> ASLEEP = List.of(Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE);
    private static final List<Status> FAILING = List.of(Status.INTERNAL, Status.UNKNOWN, Status.ABORTED, Status.CANCELLED,
            Status.DATA_LOSS, Status.PERMISSION_DENIED);
    private static final List<Status> FINAL = List.of(Status.INVALID_ARGUMENT, Status.NOT_FOUND,
            Status.FAILED_PRECONDITION, Status.OUT_OF_RANGE);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Integer> ports = new ArrayList<>();
    private final Map<String, Integer> lastAsked = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final SplittableRandom random;
    private final FaultTrigger trigger;
    private volatile Behaviour behaviour = Behaviour.NORMAL;
    private Server server;

    FaultyPanettiere(int processes, SplittableRandom random, FaultTrigger trigger) throws IOException {
        this.random = random;
        this.trigger = trigger;
        for (int i = 0; i < processes; i++) {
            ports.add(Ports.free());
        }
        start();
    }

    /** Where the process in each slot is to ask. */
    List<Integer> ports() {
        return List.copyOf(ports);
    }

    void behave(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** Stops listening. */
    synchronized void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Listens again, on the same ports. */
    synchronized void start() {
        Awaitility.await("the Panettiere to listen").pollDelay(Duration.ZERO).atMost(PATIENCE)
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    server = listen();
                    return true;
                });
    }

    /** The order is delivered: its process has reached that moment. */
    void delivered(String orderId) {
        Integer slot = lastAsked.remove(orderId);
        if (slot != null) {
            trigger.reached(slot, Moment.DELIVERED);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
        executor.shutdownNow();
    }

    private Server listen() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", ports.get(0)));
        ports.stream().skip(1).forEach(port -> builder.addListenAddress(new InetSocketAddress("127.0.0.1", port)));
        try {
            return builder.addService(ServerInterceptors.intercept(new Service(), new CallerInterceptor())).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class CallerInterceptor implements ServerInterceptor {

        @Override
        public <T, R> ServerCall.Listener<T> interceptCall(ServerCall<T, R> call, Metadata headers,
                ServerCallHandler<T, R> next) {
            var address = (InetSocketAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
            Context context = Context.current().withValue(ASKING, ports.indexOf(address.getPort()));
            return Contexts.interceptCall(context, call, headers, next);
        }
    }

    private final class Service extends PanettiereServiceGrpc.PanettiereServiceImplBase {

        @Override
        public void makeDough(DoughRequest request, StreamObserver<DoughResponse> answer) {
            int slot = ASKING.get();
            lastAsked.put(request.getOrderId(), slot);
            trigger.reached(slot, Moment.DOUGH_ASKED);
            // With a handler, answering a caller that is gone is no error.
            ((ServerCallStreamObserver<DoughResponse>) answer).setOnCancelHandler(() -> {
            });
            executor.execute(() -> answer(slot, request.getOrderId(), answer));
        }

        private void answer(int slot, String orderId, StreamObserver<DoughResponse> answer) {
            OrderKind kind = OrderKind.of(orderId);
            switch (behaviour) {
                case SILENT -> {
                }
                case ASLEEP -> answer.onError(oneOf(ASLEEP).asRuntimeException());
                case FAILING -> answer.onError(oneOf(FAILING).asRuntimeException());
                case SLOW -> later(random.nextInt(20, 1_200), () -> finish(slot, kind, answer));
                case NORMAL -> {
                    if (kind == OrderKind.SLOW) {
                        later(random.nextInt(20, 400), () -> finish(slot, kind, answer));
                    } else {
                        finish(slot, kind, answer);
                    }
                }
            }
        }

        private void later(int millis, Runnable work) {
            executor.schedule(work, millis, TimeUnit.MILLISECONDS);
        }

        private void finish(int slot, OrderKind kind, StreamObserver<DoughResponse> answer) {
            if (kind == OrderKind.REFUSED) {
                answer.onError(oneOf(FINAL).asRuntimeException());
            } else {
                answer.onNext(DoughResponse.newBuilder().setContent("dough").build());
                answer.onCompleted();
            }
            trigger.reached(slot, Moment.DOUGH_MADE);
        }

        private Status oneOf(List<Status> statuses) {
            return statuses.get(random.nextInt(statuses.size()));
        }
    }
}
