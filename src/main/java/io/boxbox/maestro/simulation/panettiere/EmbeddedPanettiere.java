package io.boxbox.maestro.simulation.panettiere;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import jakarta.inject.Inject;

import com.google.protobuf.Empty;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.TimeLapse;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.MutinyPanettiereServiceGrpc.PanettiereServiceImplBase;
import io.boxbox.panettiere.v1.StatusResponse;
import io.grpc.Status;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Serves {@code panettiere.v1.PanettiereService} from within Maestro, so that development and tests need no other
 * process. A production build has no such bean.
 * <p>
 * It extends the generated base, not the generated interface: for the latter Quarkus adds a bean that wants this one in every
 * profile, and a production build would fail for lack of it.
 */
@GrpcService
@IfBuildProfile(anyOf = { "dev", "test", "town" })
class EmbeddedPanettiere extends PanettiereServiceImplBase {

    private final SleepyPanettiere panettiere;

    @Inject
    EmbeddedPanettiere(PanettiereSettings settings, MaestroSettings town) {
        this(new SleepyPanettiere(PanettiereSettings.habits(settings, new TimeLapse(town.timeLapse())),
                KitchenClock.running(Infrastructure.getDefaultWorkerPool()), dice(town)));
    }

    EmbeddedPanettiere(SleepyPanettiere panettiere) {
        this.panettiere = panettiere;
    }

    // Not the maestros' own dice: he would be moody whenever the first of them oversmokes.
    private static RandomGenerator dice(MaestroSettings town) {
        return town.seed().isPresent() ? new SplittableRandom(~town.seed().getAsLong()) : new SplittableRandom();
    }

    /** Answers when the dough is done, or fails at once with {@code RESOURCE_EXHAUSTED} while he is asleep. */
    @Override
    public Uni<DoughResponse> makeDough(DoughRequest request) {
        return panettiere.makeDough()
                .map(took -> doughFor(request))
                .onFailure(PanettiereAsleepException.class)
                .transform(asleep -> Status.RESOURCE_EXHAUSTED.withDescription(asleep.getMessage()).asRuntimeException());
    }

    @Override
    public Uni<StatusResponse> status(Empty request) {
        return Uni.createFrom().item(() -> panettiere.activity().words())
                .map(words -> StatusResponse.newBuilder().setStatus(words).build());
    }

    private static DoughResponse doughFor(DoughRequest request) {
        String content = "Dough for order %s: %s, %s".formatted(request.getOrderId(), request.getSize(), request.getBorder());
        return DoughResponse.newBuilder().setContent(content).build();
    }
}
