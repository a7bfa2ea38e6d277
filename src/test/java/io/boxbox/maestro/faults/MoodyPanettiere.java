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
 * A real gRPC Panettiere with moods, who can also be away. He has a door for each maestro, to know who is asking.
 */
final class MoodyPanettiere implements AutoCloseable {

    /** How he answers; for some orders, their kind has a say too. */
    enum Mood {
        AWAKE,
        /** {@code RESOURCE_EXHAUSTED}, or {@code UNAVAILABLE} as some versions say. */
        ASLEEP,
        /** Up to more than the maestros' deadline. */
        SLOW,
        /** Takes requests and never answers. */
        SILENT,
        /** Errors of all sorts, none of which is for good. */
        CONFUSED
    }

    private static final Context.Key<Integer> ASKING = Context.key("asking");
    private static final List<Status> ASLEEP = List.of(Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE);
    private static final List<Status> CONFUSED = List.of(Status.INTERNAL, Status.UNKNOWN, Status.ABORTED, Status.CANCELLED,
            Status.DATA_LOSS, Status.PERMISSION_DENIED);
    private static final List<Status> FOR_GOOD = List.of(Status.INVALID_ARGUMENT, Status.NOT_FOUND,
            Status.FAILED_PRECONDITION, Status.OUT_OF_RANGE);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Integer> doors = new ArrayList<>();
    private final Map<String, Integer> lastAsked = new ConcurrentHashMap<>();
    private final ScheduledExecutorService oven = Executors.newSingleThreadScheduledExecutor();
    private final SplittableRandom random;
    private final Ambush ambush;
    private volatile Mood mood = Mood.AWAKE;
    private Server server;

    MoodyPanettiere(int maestros, SplittableRandom random, Ambush ambush) throws IOException {
        this.random = random;
        this.ambush = ambush;
        for (int i = 0; i < maestros; i++) {
            doors.add(Ports.free());
        }
        open();
    }

    /** Where this maestro is to ask. */
    String door(int maestro) {
        return "127.0.0.1:" + doors.get(maestro);
    }

    void become(Mood mood) {
        this.mood = mood;
    }

    /** Goes away: nobody listens at his doors. */
    synchronized void leave() throws InterruptedException {
        server.shutdownNow().awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Comes back, to the same doors. */
    synchronized void open() {
        Awaitility.await("the Panettiere's doors").pollDelay(Duration.ZERO).atMost(PATIENCE)
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    server = start();
                    return true;
                });
    }

    /** The order is delivered: its maestro has reached that moment. */
    void delivered(String orderId) {
        Integer maestro = lastAsked.remove(orderId);
        if (maestro != null) {
            ambush.reached(maestro, Moment.DELIVERED);
        }
    }

    @Override
    public void close() throws InterruptedException {
        leave();
        oven.shutdownNow();
    }

    private Server start() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", doors.get(0)));
        doors.stream().skip(1).forEach(door -> builder.addListenAddress(new InetSocketAddress("127.0.0.1", door)));
        try {
            return builder.addService(ServerInterceptors.intercept(new Service(), new Doorman())).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Doorman implements ServerInterceptor {

        @Override
        public <T, R> ServerCall.Listener<T> interceptCall(ServerCall<T, R> call, Metadata headers,
                ServerCallHandler<T, R> next) {
            var door = (InetSocketAddress) call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
            Context context = Context.current().withValue(ASKING, doors.indexOf(door.getPort()));
            return Contexts.interceptCall(context, call, headers, next);
        }
    }

    private final class Service extends PanettiereServiceGrpc.PanettiereServiceImplBase {

        @Override
        public void makeDough(DoughRequest request, StreamObserver<DoughResponse> answer) {
            int maestro = ASKING.get();
            lastAsked.put(request.getOrderId(), maestro);
            ambush.reached(maestro, Moment.DOUGH_ASKED);
            // With a handler, answering a caller who is gone is no error.
            ((ServerCallStreamObserver<DoughResponse>) answer).setOnCancelHandler(() -> {
            });
            oven.execute(() -> bake(maestro, request.getOrderId(), answer));
        }

        private void bake(int maestro, String orderId, StreamObserver<DoughResponse> answer) {
            OrderKind kind = OrderKind.of(orderId);
            switch (mood) {
                case SILENT -> {
                }
                case ASLEEP -> answer.onError(oneOf(ASLEEP).asRuntimeException());
                case CONFUSED -> answer.onError(oneOf(CONFUSED).asRuntimeException());
                case SLOW -> later(random.nextInt(20, 1_200), () -> finish(maestro, kind, answer));
                case AWAKE -> {
                    if (kind == OrderKind.SLOW) {
                        later(random.nextInt(20, 400), () -> finish(maestro, kind, answer));
                    } else {
                        finish(maestro, kind, answer);
                    }
                }
            }
        }

        private void later(int millis, Runnable work) {
            oven.schedule(work, millis, TimeUnit.MILLISECONDS);
        }

        private void finish(int maestro, OrderKind kind, StreamObserver<DoughResponse> answer) {
            if (kind == OrderKind.REFUSED) {
                answer.onError(oneOf(FOR_GOOD).asRuntimeException());
            } else {
                answer.onNext(DoughResponse.newBuilder().setContent("dough").build());
                answer.onCompleted();
            }
            ambush.reached(maestro, Moment.DOUGH_MADE);
        }

        private Status oneOf(List<Status> statuses) {
            return statuses.get(random.nextInt(statuses.size()));
        }
    }
}
