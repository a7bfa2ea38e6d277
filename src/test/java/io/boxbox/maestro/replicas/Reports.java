package io.boxbox.maestro.replicas;

import java.time.Instant;

/** Reports as processes would tell them. */
public final class Reports {

    public static final Instant SINCE = Instant.parse("2026-11-23T17:00:00Z");

    private Reports() {
    }

    /** Of one maestro who has nothing to do. */
    public static ReplicaReport of(String id) {
        return holding(id, 0);
    }

    /** The same who holds orders. */
    public static ReplicaReport holding(String id, int orders) {
        return named(id, "host-" + id, orders);
    }

    public static ReplicaReport named(String id, String name, int held) {
        return new ReplicaReport(id, name, SINCE, 1, 1, 0, 0, 0, held, 7, 1, 2, 3, true, false);
    }
}
