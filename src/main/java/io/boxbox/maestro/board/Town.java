package io.boxbox.maestro.board;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;

import io.boxbox.maestro.overview.ThisProcess;
import io.boxbox.maestro.replicas.Replica;
import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.Replicas;

/** This process and the others that claim from the same consumer, as the board shows them. */
@Singleton
class Town {

    /** How many are shown. */
    static final int MOST = Replicas.MOST + 1;

    private final ThisProcess self;
    private final Replicas replicas;

    Town(ThisProcess self, Replicas replicas) {
        this.self = self;
        this.replicas = replicas;
    }

    /** This one first, and then the others by name. */
    List<KitchenView.Process> at(Instant now) {
        List<KitchenView.Process> all = new ArrayList<>();
        all.add(process(self.report(), "self", now));
        for (Replica other : replicas.all()) {
            all.add(process(other.report(), other.standing().name().toLowerCase(Locale.ROOT), now.minus(other.silentFor())));
        }
        return all;
    }

    private static KitchenView.Process process(ReplicaReport told, String state, Instant heard) {
        return new KitchenView.Process(told.id(), told.name(), state, told.since(), heard, told.maestros(), told.idle(),
                told.processing(), told.smoking(), told.lunching(), told.held(), told.delivered(), told.handedBack(),
                told.deadLetters(), told.deliveredLastMinute(), told.consuming());
    }
}
