package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import com.google.protobuf.Empty;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.panettiere.v1.MutinyPanettiereServiceGrpc.MutinyPanettiereServiceStub;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.grpc.GrpcClient;
import io.smallrye.mutiny.Multi;

/** Looks now and then whether the Panettiere sleeps. */
@ApplicationScoped
@IfBuildProfile(anyOf = { "dev", "town" })
class PanettiereWatch {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final String ASLEEP = "sleeping";

    private final MutinyPanettiereServiceStub panettiere;

    PanettiereWatch(@GrpcClient("panettiere") MutinyPanettiereServiceStub panettiere) {
        this.panettiere = panettiere;
    }

    /** Emits {@code true} when he has fallen asleep and {@code false} when he is awake again, until cancelled. */
    Multi<Boolean> sleeps(KitchenClock clock) {
        Multi<Boolean> looks = Multi.createBy().repeating()
                .uni(() -> clock.pause(BETWEEN_LOOKS)
                        .chain(() -> panettiere.status(Empty.getDefaultInstance()))
                        .map(reply -> reply.getStatus().equals(ASLEEP))
                        .onFailure().recoverWithItem(false))
                .indefinitely();
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(false), looks)
                .skip().repetitions()
                .skip().first();
    }
}
