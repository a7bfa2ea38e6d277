package io.boxbox.maestro.panettiere;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.util.TypeLiteral;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

import com.google.protobuf.Empty;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.Panettiere;
import io.boxbox.maestro.order.Order;
import io.boxbox.panettiere.v1.BorderKind;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.MutinyPanettiereServiceGrpc.MutinyPanettiereServiceStub;
import io.boxbox.panettiere.v1.PizzaSize;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.providers.helpers.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Asks the Panettiere over gRPC. While he sleeps, each order asks again with growing pauses; when everybody finds him asleep,
 * only one order a second really asks, and the others wait their turn without a call.
 */
@ApplicationScoped
class GrpcPanettiere implements Panettiere {

    private static final Logger LOG = Logger.getLogger(GrpcPanettiere.class);
    private static final String NOT_ASKED = "NOT_ASKED";
    private static final int LONGEST_PAUSE_IN_MILLIS = 10_000;
    private static final int ASLEEP_FOR_EVERYBODY = 20;
    private static final int PAUSE_BETWEEN_LOOKS_IN_MILLIS = 1_000;

    private final MutinyPanettiereServiceStub stub;
    private final Channel channel;
    private final MaestroSettings.PanettiereClient settings;
    private final TypedGuard<Uni<Void>> patience;

    GrpcPanettiere(@GrpcClient("panettiere") MutinyPanettiereServiceStub stub, @GrpcClient("panettiere") Channel channel,
            MaestroSettings settings) {
        this.stub = stub;
        this.channel = channel;
        this.settings = settings.panettiereClient();
        this.patience = patience(this.settings);
    }

    // The first call loads hundreds of classes and connects; better here than on the event loop of the first order.
    void getReady(@Observes StartupEvent event) {
        stub.withDeadlineAfter(settings.deadlineInSeconds().toNanos(), TimeUnit.NANOSECONDS)
                .status(Empty.getDefaultInstance())
                .subscribe().with(
                        answer -> LOG.debugf("The Panettiere says that he is: %s", answer.getStatus()),
                        failure -> LOG.debugf("The Panettiere does not say how he is: %s", failure.getMessage()));
    }

    @Override
    public Uni<Void> makeDough(Order order) {
        return Uni.createFrom().deferred(() -> {
            Executor caller = callersContext();
            return patience.get(() -> call(order).runSubscriptionOn(caller)).emitOn(caller);
        }).onFailure().transform(GrpcPanettiere::meaning);
    }

    // Every attempt belongs to the caller's trace, and so does what follows the answer, whatever thread a retry or the answer
    // comes on.
    private static Executor callersContext() {
        Context caller = Vertx.currentContext();
        return caller == null ? Runnable::run : command -> VertxContext.runOnContext(caller, command);
    }

    private Uni<Void> call(Order order) {
        return stub.withDeadlineAfter(settings.deadlineInSeconds().toNanos(), TimeUnit.NANOSECONDS)
                .makeDough(request(order))
                .onFailure(failure -> code(failure) == Status.Code.UNAVAILABLE).invoke(this::connectAtNextCall)
                .replaceWithVoid();
    }

    // By itself a channel waits longer and longer, up to two minutes, before it tries again and asks where his host is now.
    private void connectAtNextCall() {
        if (channel instanceof ManagedChannel managed) {
            managed.resetConnectBackoff();
        }
    }

    private static TypedGuard<Uni<Void>> patience(MaestroSettings.PanettiereClient settings) {
        long firstPause = settings.exponentialBackoffBaseInMilliseconds();
        return TypedGuard.create(new TypeLiteral<Uni<Void>>() {
        })
                .withRetry()
                .maxRetries(settings.retries())
                .maxDuration(0, ChronoUnit.MILLIS)
                .delay(firstPause, ChronoUnit.MILLIS)
                .jitter(firstPause / 5, ChronoUnit.MILLIS)
                .withExponentialBackoff().factor(2).maxDelay(Math.max(firstPause, LONGEST_PAUSE_IN_MILLIS), ChronoUnit.MILLIS)
                .done()
                .whenException(failure -> isAsleep(failure) || failure instanceof CircuitBreakerOpenException)
                .done()
                .withCircuitBreaker()
                .when(GrpcPanettiere::isAsleep)
                .requestVolumeThreshold(ASLEEP_FOR_EVERYBODY)
                .failureRatio(1.0)
                .delay(PAUSE_BETWEEN_LOOKS_IN_MILLIS, ChronoUnit.MILLIS)
                .done()
                .build();
    }

    private static DoughRequest request(Order order) {
        return DoughRequest.newBuilder()
                .setOrderId(order.id())
                .setSize(switch (order.size()) {
                    case SMALL -> PizzaSize.PIZZA_SIZE_SMALL;
                    case MEDIUM -> PizzaSize.PIZZA_SIZE_MEDIUM;
                    case LARGE -> PizzaSize.PIZZA_SIZE_LARGE;
                })
                .setBorder(switch (order.border()) {
                    case NONE -> BorderKind.BORDER_KIND_NONE;
                    case CREAM_CHEESE -> BorderKind.BORDER_KIND_CREAM_CHEESE;
                    case CHEDDAR -> BorderKind.BORDER_KIND_CHEDDAR;
                    case CHOCOLATE -> BorderKind.BORDER_KIND_CHOCOLATE;
                })
                .build();
    }

    private static boolean isAsleep(Throwable failure) {
        return Answer.of(code(failure)) == Answer.ASLEEP;
    }

    private static Throwable meaning(Throwable failure) {
        if (failure instanceof CircuitBreakerOpenException) {
            return new DoughUnavailableException(NOT_ASKED, "no dough now: everybody finds the Panettiere asleep", failure);
        }
        Status.Code code = code(failure);
        return Answer.of(code) == Answer.REFUSED
                ? new DoughRefusedException(code.name(), "the Panettiere refuses: " + failure.getMessage(), failure)
                : new DoughUnavailableException(code.name(), "no dough now: " + failure.getMessage(), failure);
    }

    private static Status.Code code(Throwable failure) {
        return failure instanceof StatusRuntimeException refusal ? refusal.getStatus().getCode() : Status.Code.UNKNOWN;
    }
}
