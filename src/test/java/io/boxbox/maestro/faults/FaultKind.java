package io.boxbox.maestro.faults;

import java.util.Locale;

/** What can go wrong, for whom, how often among fifteen faults, and for how long at most. */
enum FaultKind {

    MAESTRO_KILLED(Victim.MAESTRO, 4, 3_000),
    MAESTRO_TERMINATED(Victim.MAESTRO, 2, 3_000),
    /** Long enough for his orders to go to others, whom he then meets at the stream. */
    MAESTRO_FROZEN(Victim.MAESTRO, 1, 7_000),
    NATS_KILLED(Victim.NATS, 2, 3_000),
    NATS_FROZEN(Victim.NATS, 1, 5_000),
    PANETTIERE_DOWN(Victim.PANETTIERE, 1, 3_000),
    PANETTIERE_ASLEEP(Victim.PANETTIERE, 1, 3_000),
    PANETTIERE_SLOW(Victim.PANETTIERE, 1, 3_000),
    PANETTIERE_SILENT(Victim.PANETTIERE, 1, 3_000),
    PANETTIERE_CONFUSED(Victim.PANETTIERE, 1, 3_000);

    /** Who is hit. */
    enum Victim {
        MAESTRO,
        NATS,
        PANETTIERE
    }

    private final Victim victim;
    private final int share;
    private final int longestInMillis;

    FaultKind(Victim victim, int share, int longestInMillis) {
        this.victim = victim;
        this.share = share;
        this.longestInMillis = longestInMillis;
    }

    Victim victim() {
        return victim;
    }

    int share() {
        return share;
    }

    int longestInMillis() {
        return longestInMillis;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
