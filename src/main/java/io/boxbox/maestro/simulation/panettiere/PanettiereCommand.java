package io.boxbox.maestro.simulation.panettiere;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.maestro.simulation.tracing.SpanSender;
import io.boxbox.maestro.simulation.tracing.TraceParent;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;

/**
 * A Panettiere in a process of his own, for {@code script/workshop}. He has the habits of the embedded one, by the same
 * variables,
 * may run out of what goes into a border, writes a line for each order, and takes part in its trace.
 */
final class PanettiereCommand {

    private static final int WRONG_SETTING = 2;
    private static final Metadata.Key<String> TRACE_PARENT = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> CALLER = Context.key("traceparent");

    private final EmbeddedPanettiere panettiere;
    private final Set<String> missing;
    private final Optional<SpanSender> spans;

    private PanettiereCommand(EmbeddedPanettiere panettiere, Set<String> missing, Optional<SpanSender> spans) {
        this.panettiere = panettiere;
        this.missing = missing;
        this.spans = spans;
    }

    /**
     * @param args the port; the borders that he cannot make, with commas between; {@code host:port} for his spans, or nothing
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        PanettiereHabits habits;
        try {
            habits = PanettiereSettings.habits(new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors()
                    .addDiscoveredConverters().withMapping(PanettiereSettings.class).withMappingIgnore("maestro.**").build()
                    .getConfigMapping(PanettiereSettings.class), new TimeLapse(1));
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_SETTING);
            return;
        }
        SleepyPanettiere sleepy = new SleepyPanettiere(habits,
                KitchenClock.running(Executors.newSingleThreadScheduledExecutor()), new SplittableRandom());
        PanettiereCommand command = new PanettiereCommand(new EmbeddedPanettiere(sleepy), Set.of(args[1].split(",")),
                Optional.of(args[2]).filter(endpoint -> !endpoint.isEmpty())
                        .map(endpoint -> new SpanSender(endpoint, "panettiere")));
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                .addService(command.service()).intercept(new Callers()).build().start().awaitTermination();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(PanettiereServiceGrpc.getServiceDescriptor())
                .addMethod(PanettiereServiceGrpc.getMakeDoughMethod(), ServerCalls.asyncUnaryCall(this::makeDough))
                .addMethod(PanettiereServiceGrpc.getStatusMethod(),
                        ServerCalls.asyncUnaryCall((request, answer) -> answer(panettiere.status(request), answer)))
                .build();
    }

    private void makeDough(DoughRequest request, StreamObserver<DoughResponse> answer) {
        Instant began = Instant.now();
        Optional<TraceParent> caller = TraceParent.read(CALLER.get());
        String border = request.getBorder().name().replace("BORDER_KIND_", "").toLowerCase(Locale.ROOT).replace('_', ' ');
        say("asked for %s, border: %s", request.getOrderId(), border);
        Uni<DoughResponse> dough = missing.contains(border)
                ? Uni.createFrom().failure(Status.FAILED_PRECONDITION.withDescription("there is no " + border + " left")
                        .asRuntimeException())
                : panettiere.makeDough(request);
        answer(dough.onItemOrFailure().invoke((made, failure) -> {
            say(failure == null ? "dough for %s" : "no dough for %s: %s", request.getOrderId(),
                    failure == null ? "" : failure.getMessage());
            spans.ifPresent(sender -> caller.ifPresent(parent -> sender.send(SpanSender.newSpan(parent), parent, "make dough",
                    Span.SpanKind.SPAN_KIND_SERVER, began, Map.of("order.border", border))));
        }), answer);
    }

    private static <T> void answer(Uni<T> result, StreamObserver<T> answer) {
        result.subscribe().with(item -> {
            answer.onNext(item);
            answer.onCompleted();
        }, answer::onError);
    }

    private static void say(String format, Object... values) {
        System.out.println(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + "  " + String.format(Locale.ROOT, format, values));
    }

    /** Remembers in which span a call was made. */
    private static final class Callers implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
                ServerCallHandler<Q, A> next) {
            return Contexts.interceptCall(Context.current().withValue(CALLER, headers.get(TRACE_PARENT)), call, headers, next);
        }
    }
}
