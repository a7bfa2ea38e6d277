package io.boxbox.maestro.simulation.panettiere;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import com.google.protobuf.Empty;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PanettiereServiceGrpc.PanettiereServiceImplBase;
import io.boxbox.panettiere.v1.StatusResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * A Panettiere whose moods can be chosen, for the stage. In a good mood he is what the embedded one is. Safe for use by many
 * threads; nothing blocks.
 */
public final class MoodyPanettiere extends PanettiereServiceImplBase {

    /** What an order's id begins with that he never makes dough for, in whatever mood he answers. */
    public static final String POISON = "poison-";

    /** How he answers. */
    public enum Mood {
        WELL,
        /** He answers {@code RESOURCE_EXHAUSTED}, as in a sleep of his own, until he is woken. */
        ASLEEP,
        /** Each dough takes long. */
        SLOW,
        /** He takes requests and never answers. */
        SILENT,
        /** He answers with errors of all sorts; one in six of them is a refusal for good. */
        CONFUSED
    }

    private static final List<Status> CONFUSION = List.of(Status.INTERNAL, Status.UNKNOWN, Status.ABORTED, Status.DATA_LOSS,
            Status.PERMISSION_DENIED, Status.INVALID_ARGUMENT);

    private final SleepyPanettiere sleepy;
    private final EmbeddedPanettiere wellOne;
    private final KitchenClock clock;
    private final RandomGenerator dice;
    private final Consumer<String> refused;

    private volatile Mood mood = Mood.WELL;
    private volatile Duration slowDough = Duration.ofSeconds(1);

    /** @param refused is told the id of each order that he refuses for good */
    public MoodyPanettiere(PanettiereHabits habits, KitchenClock clock, RandomGenerator dice, Consumer<String> refused) {
        this.sleepy = new SleepyPanettiere(habits, clock, dice);
        this.wellOne = new EmbeddedPanettiere(sleepy);
        this.clock = clock;
        this.dice = dice;
        this.refused = refused;
    }

    public Mood mood() {
        return mood;
    }

    /** Whether he sleeps, by nature or because he was put to sleep. */
    public boolean sleeps() {
        return sleepy.activity() == SleepyPanettiere.Activity.SLEEPING;
    }

    /** Changes how he answers from now on. */
    public synchronized void become(Mood next) {
        if (next == Mood.ASLEEP) {
            sleepy.putToSleep();
        } else if (mood == Mood.ASLEEP || next == Mood.WELL) {
            sleepy.wake();
        }
        mood = next;
    }

    /** @param each what one dough takes from now on */
    public void becomeSlow(Duration each) {
        slowDough = each;
        become(Mood.SLOW);
    }

    @Override
    public void makeDough(DoughRequest request, StreamObserver<DoughResponse> observer) {
        tell(dough(request), observer);
    }

    @Override
    public void status(Empty request, StreamObserver<StatusResponse> observer) {
        tell(mood == Mood.SILENT ? Uni.createFrom().nothing() : wellOne.status(request), observer);
    }

    // Quarkus's own way from the one to the other needs Quarkus, which does not run here.
    private static <T> void tell(Uni<T> answer, StreamObserver<T> observer) {
        ServerCallStreamObserver<T> caller = (ServerCallStreamObserver<T>) observer;
        Cancellable[] call = new Cancellable[1];
        // With a handler, answering a caller that is gone is no error.
        caller.setOnCancelHandler(() -> {
            if (call[0] != null) {
                call[0].cancel();
            }
        });
        call[0] = answer.subscribe().with(item -> {
            caller.onNext(item);
            caller.onCompleted();
        }, caller::onError);
    }

    private Uni<DoughResponse> dough(DoughRequest request) {
        return switch (mood) {
            case SILENT -> Uni.createFrom().nothing();
            case CONFUSED -> fail(request, nextOf(CONFUSION));
            case SLOW -> clock.pause(slowDough).chain(() -> answer(request));
            case WELL, ASLEEP -> answer(request);
        };
    }

    private Uni<DoughResponse> answer(DoughRequest request) {
        boolean poison = request.getOrderId().startsWith(POISON) && mood != Mood.ASLEEP;
        return poison ? fail(request, Status.INVALID_ARGUMENT.withDescription("there is no such dough"))
                : wellOne.makeDough(request);
    }

    private Uni<DoughResponse> fail(DoughRequest request, Status status) {
        if (status.getCode() == Status.Code.INVALID_ARGUMENT) {
            refused.accept(request.getOrderId());
        }
        return Uni.createFrom().failure(
                status.getDescription() == null ? status.withDescription("Dough? What dough?").asRuntimeException()
                        : status.asRuntimeException());
    }

    private synchronized Status nextOf(List<Status> statuses) {
        return statuses.get(dice.nextInt(statuses.size()));
    }
}
