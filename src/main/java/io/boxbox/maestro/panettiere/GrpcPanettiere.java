package io.boxbox.maestro.panettiere;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

import com.google.protobuf.Empty;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.DoughRefusedException;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.Panettiere;
import io.boxbox.maestro.logging.OnceAMinute;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.panettiere.PanettiereLines.Line;
import io.boxbox.panettiere.v1.BorderKind;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.PizzaSize;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.providers.helpers.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Asks the Panettiere over gRPC. A call that finds the Panettiere asleep is retried with exponential backoff. After
 * {@value #FAILURES_TO_OPEN_THE_CIRCUIT} such failures in a row a circuit breaker opens: then one trial call a second goes out,
 * and the retries of the other orders fail without a call.
 */
@Singleton
class GrpcPanettiere implements Panettiere {

    /** Of the client, in the settings. */
    static final String NAME = "panettiere";

    private static final Logger LOG = Logger.getLogger(GrpcPanettiere.class);
    private static final String NOT_ASKED = "NOT_ASKED";
    private static final String NO_GRPC = "NO_GRPC";
    private static final int LONGEST_PAUSE_IN_MILLIS = 10_000;
    private static final int FAILURES_TO_OPEN_THE_CIRCUIT = 20;
    private static final int PAUSE_BETWEEN_TRIALS_IN_MILLIS = 1_000;
    private static final Duration LONG_SILENCE = Duration.ofSeconds(8);

    private final PanettiereLines lines;
    private final MaestroSettings.PanettiereClient settings;
    private final TypedGuard<Uni<Void>> retries;
    private final OnceAMinute told = new OnceAMinute();
    private final KitchenLoop loop;
    private volatile Future<?> silences = CompletableFuture.completedFuture(null);

    GrpcPanettiere(PanettiereLines lines, KitchenLoop loop, MaestroSettings settings) {
        this.lines = lines;
        this.loop = loop;
        this.settings = settings.panettiereClient();
        this.retries = retriesWithCircuitBreaker(this.settings);
    }

    // The first call loads hundreds of classes and connects; better here than on the event loop of the first order.
    void getReady(@Observes StartupEvent event) {
        lines.all().forEach(this::askForStatus);
        silences = loop.eventLoop().scheduleWithFixedDelay(this::pingIfSilent, LONG_SILENCE.toNanos(), LONG_SILENCE.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    // The loop may outlive this application: in dev mode it does.
    @PreDestroy
    void end() {
        silences.cancel(false);
    }

    // The channel's keep-alive pings a silent peer, and finds out if it is gone. But gRPC's servers close a
    // connection that is pinged again and again, in the middle of a dough that takes long: not if they have something to send
    // in between.
    private void pingIfSilent() {
        lines.all().stream().filter(line -> line.isSilent(LONG_SILENCE)).forEach(this::askForStatus);
    }

    private void askForStatus(Line line) {
        line.stub().withDeadlineAfter(LONG_SILENCE.toNanos(), TimeUnit.NANOSECONDS)
                .status(Empty.getDefaultInstance())
                .subscribe().with(
                        answer -> LOG.debugf("The status of the Panettiere: %s", answer.getStatus()),
                        failure -> LOG.debugf("No status of the Panettiere: %s", failure.getMessage()));
    }

    @Override
    public Uni<Void> makeDough(Order order) {
        return Uni.createFrom().deferred(() -> {
            Executor caller = callersContext();
            Line line = lines.ofCaller();
            return retries.get(() -> call(order, line).runSubscriptionOn(caller)).emitOn(caller);
        }).onFailure().transform(GrpcPanettiere::toDomain);
    }

    // Every attempt belongs to the caller's trace, and so does what follows the answer, whatever thread a retry or the answer
    // comes on.
    private static Executor callersContext() {
        Context caller = Vertx.currentContext();
        return caller == null ? Runnable::run : command -> VertxContext.runOnContext(caller, command);
    }

    private Uni<Void> call(Order order, Line line) {
        line.asked();
        return line.stub().withDeadlineAfter(settings.deadlineInSeconds().toNanos(), TimeUnit.NANOSECONDS)
                .makeDough(request(order))
                .onTermination().invoke(line::answered)
                .replaceWithVoid()
                .onFailure(failure -> Answer.of(status(failure)) == Answer.READY).recoverWithNull()
                .onFailure().invoke(this::reconnectAfter);
    }

    // What one line has found out holds for all: each would otherwise find out by itself, with an order.
    private void reconnectAfter(Throwable failure) {
        Status.Code code = status(failure).getCode();
        if (code == Status.Code.UNAVAILABLE) {
            // By itself a channel waits longer and longer, up to two minutes, before it reconnects and looks the name up again.
            lines.channels().forEach(ManagedChannel::resetConnectBackoff);
        } else if (code == Status.Code.DEADLINE_EXCEEDED) {
            // The Panettiere may have moved, while the old address takes calls and answers none. Calls under way go on there.
            lines.channels().forEach(ManagedChannel::enterIdle);
            if (told.isDue("deadline")) {
                LOG.warnf(
                        "The Panettiere gave no dough within %s (maestro.panettiere-client.deadline-in-seconds): the order goes "
                                + "back to the queue",
                        settings.deadlineInSeconds());
            }
        }
    }

    private static TypedGuard<Uni<Void>> retriesWithCircuitBreaker(MaestroSettings.PanettiereClient settings) {
        long firstPause = settings.exponentialBackoffBaseInMilliseconds();
        return TypedGuard.create(new TypeLiteral<Uni<Void>>() {
        })
                .withRetry()
                // The setting counts calls, as the original's does.
                .maxRetries(Math.max(0, settings.retries() - 1))
                .maxDuration(0, ChronoUnit.MILLIS)
                .delay(firstPause, ChronoUnit.MILLIS)
                .jitter(firstPause / 5, ChronoUnit.MILLIS)
                .withExponentialBackoff().factor(2).maxDelay(Math.max(firstPause, LONGEST_PAUSE_IN_MILLIS), ChronoUnit.MILLIS)
                .done()
                .whenException(failure -> isAsleep(failure) || failure instanceof CircuitBreakerOpenException)
                .done()
                .withCircuitBreaker()
                .when(GrpcPanettiere::isAsleep)
                .requestVolumeThreshold(FAILURES_TO_OPEN_THE_CIRCUIT)
                .failureRatio(1.0)
                .delay(PAUSE_BETWEEN_TRIALS_IN_MILLIS, ChronoUnit.MILLIS)
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
        return Answer.of(status(failure)) == Answer.ASLEEP;
    }

    private static Throwable toDomain(Throwable failure) {
        if (failure instanceof CircuitBreakerOpenException) {
            return new DoughUnavailableException(NOT_ASKED,
                    "no dough now: the circuit breaker is open, since the Panettiere is asleep", failure);
        }
        Status status = status(failure);
        if (Answer.isNoGrpc(status)) {
            return new DoughUnavailableException(NO_GRPC,
                    "no dough now: the answer is not gRPC, so it is not the Panettiere's: "
                            + failure.getMessage().lines().findFirst().orElse(""),
                    failure);
        }
        String code = status.getCode().name();
        return Answer.of(status) == Answer.REFUSED
                ? new DoughRefusedException(code, "the Panettiere refuses: " + failure.getMessage(), failure)
                : new DoughUnavailableException(code, "no dough now: " + failure.getMessage(), failure);
    }

    private static Status status(Throwable failure) {
        return failure instanceof StatusRuntimeException refusal ? refusal.getStatus() : Status.UNKNOWN;
    }
}
