package io.boxbox.maestro.panettiere;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.Panettiere;
import io.boxbox.maestro.order.Order;
import io.boxbox.panettiere.v1.BorderKind;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.MutinyPanettiereServiceGrpc.MutinyPanettiereServiceStub;
import io.boxbox.panettiere.v1.PizzaSize;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Uni;

/** Asks the Panettiere over gRPC, and again with growing pauses while he sleeps. */
@ApplicationScoped
class GrpcPanettiere implements Panettiere {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final MutinyPanettiereServiceStub stub;
    private final MaestroSettings.PanettiereClient settings;

    GrpcPanettiere(@GrpcClient("panettiere") MutinyPanettiereServiceStub stub, MaestroSettings settings) {
        this.stub = stub;
        this.settings = settings.panettiereClient();
    }

    @Override
    public Uni<Void> makeDough(Order order) {
        Uni<?> call = Uni.createFrom().deferred(() -> stub
                .withDeadlineAfter(settings.deadlineInSeconds().toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS)
                .makeDough(request(order)));
        return withRetries(call)
                .replaceWithVoid()
                .onFailure().transform(GrpcPanettiere::meaning);
    }

    private <T> Uni<T> withRetries(Uni<T> call) {
        if (settings.retries() == 0) {
            return call;
        }
        Duration firstPause = Duration.ofMillis(settings.exponentialBackoffBaseInMilliseconds());
        return call.onFailure(GrpcPanettiere::isAsleep).retry()
                .withBackOff(firstPause, firstPause.compareTo(LONGEST_PAUSE) > 0 ? firstPause : LONGEST_PAUSE)
                .atMost(settings.retries());
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

    // Some Panettieri answer UNAVAILABLE in their sleep; so does gRPC itself when nobody is at home.
    private static boolean isAsleep(Throwable failure) {
        return switch (code(failure)) {
            case RESOURCE_EXHAUSTED, UNAVAILABLE -> true;
            default -> false;
        };
    }

    private static Throwable meaning(Throwable failure) {
        return switch (code(failure)) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED ->
                new DoughRefusedException("the Panettiere refuses: " + failure.getMessage(), failure);
            default -> new DoughUnavailableException("no dough now: " + failure.getMessage(), failure);
        };
    }

    private static Status.Code code(Throwable failure) {
        Throwable cause = failure instanceof IllegalStateException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof StatusRuntimeException refusal ? refusal.getStatus().getCode() : Status.Code.UNKNOWN;
    }
}
