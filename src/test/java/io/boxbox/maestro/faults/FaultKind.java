package io.boxbox.maestro.faults;

import java.util.Locale;

/** What can go wrong, with what, how often among the faults of its group, and for how long at most. */
enum FaultKind {

    MAESTRO_KILLED(Target.MAESTRO, 4, 3_000),
    MAESTRO_TERMINATED(Target.MAESTRO, 2, 3_000),
    /** Long enough for its orders to go to others, with which it then competes at the stream. */
    MAESTRO_FROZEN(Target.MAESTRO, 1, 7_000),
    NATS_KILLED(Target.NATS, 2, 3_000),
    NATS_FROZEN(Target.NATS, 1, 5_000),
    PANETTIERE_DOWN(Target.PANETTIERE, 1, 3_000),
    PANETTIERE_ASLEEP(Target.PANETTIERE, 1, 3_000),
    PANETTIERE_SLOW(Target.PANETTIERE, 1, 3_000),
    PANETTIERE_SILENT(Target.PANETTIERE, 1, 3_000),
    PANETTIERE_FAILING(Target.PANETTIERE, 1, 3_000),

    LINK_TO_NATS_DELAYED(Target.LINK_TO_NATS, Trouble.DELAYED),
    LINK_TO_NATS_JITTERING(Target.LINK_TO_NATS, Trouble.JITTERING),
    LINK_TO_NATS_THROTTLED(Target.LINK_TO_NATS, Trouble.THROTTLED),
    LINK_TO_NATS_HOLDING(Target.LINK_TO_NATS, Trouble.HOLDING),
    LINK_TO_NATS_HOLDING_REQUESTS(Target.LINK_TO_NATS, Trouble.HOLDING_REQUESTS),
    LINK_TO_NATS_SWALLOWING(Target.LINK_TO_NATS, Trouble.SWALLOWING),
    LINK_TO_NATS_SWALLOWING_REQUESTS(Target.LINK_TO_NATS, Trouble.SWALLOWING_REQUESTS),
    LINK_TO_NATS_SWALLOWING_ANSWERS(Target.LINK_TO_NATS, Trouble.SWALLOWING_ANSWERS),
    LINK_TO_NATS_RESET(Target.LINK_TO_NATS, Trouble.RESET),
    LINK_TO_NATS_CUT_IN_A_REQUEST(Target.LINK_TO_NATS, Trouble.CUT_IN_A_REQUEST),
    LINK_TO_NATS_CUT_IN_AN_ANSWER(Target.LINK_TO_NATS, Trouble.CUT_IN_AN_ANSWER),

    LINK_TO_PANETTIERE_DELAYED(Target.LINK_TO_PANETTIERE, Trouble.DELAYED),
    LINK_TO_PANETTIERE_JITTERING(Target.LINK_TO_PANETTIERE, Trouble.JITTERING),
    LINK_TO_PANETTIERE_THROTTLED(Target.LINK_TO_PANETTIERE, Trouble.THROTTLED),
    LINK_TO_PANETTIERE_HOLDING(Target.LINK_TO_PANETTIERE, Trouble.HOLDING),
    LINK_TO_PANETTIERE_SWALLOWING(Target.LINK_TO_PANETTIERE, Trouble.SWALLOWING),
    LINK_TO_PANETTIERE_SWALLOWING_REQUESTS(Target.LINK_TO_PANETTIERE, Trouble.SWALLOWING_REQUESTS),
    LINK_TO_PANETTIERE_SWALLOWING_ANSWERS(Target.LINK_TO_PANETTIERE, Trouble.SWALLOWING_ANSWERS),
    LINK_TO_PANETTIERE_RESET(Target.LINK_TO_PANETTIERE, Trouble.RESET),
    LINK_TO_PANETTIERE_CUT_IN_A_REQUEST(Target.LINK_TO_PANETTIERE, Trouble.CUT_IN_A_REQUEST),
    LINK_TO_PANETTIERE_CUT_IN_AN_ANSWER(Target.LINK_TO_PANETTIERE, Trouble.CUT_IN_AN_ANSWER),

    /** Into what Maestro works with, and back. */
    CONSUMER_EDITED(Group.OPERATOR, Target.CONSUMER, 5, 6_000),
    /** Into what Maestro must not work with, and back. */
    CONSUMER_SPOILED(Group.OPERATOR, Target.CONSUMER, 3, 9_000),
    CONSUMER_PAUSED(Group.OPERATOR, Target.CONSUMER, 3, 5_000),
    CONSUMER_DELETED(Group.OPERATOR, Target.CONSUMER, 1, 3_000),
    DELIVERY_PURGED(Group.OPERATOR, Target.DELIVERY, 4, 1_000),

    STREAM_LEADER_MOVED(Group.CLUSTER, Target.LEADER, 2, 2_000),
    CONSUMER_LEADER_MOVED(Group.CLUSTER, Target.LEADER, 2, 2_000),
    /** Long enough for the others to choose new leaders. */
    NATS_PARTITIONED(Group.CLUSTER, Target.NATS, 3, 14_000);

    /** Who causes it. */
    enum Group {
        PROCESSES,
        NETWORK,
        OPERATOR,
        CLUSTER
    }

    /** What is hit. */
    enum Target {
        MAESTRO(true),
        NATS(false),
        PANETTIERE(false),
        LINK_TO_NATS(true),
        LINK_TO_PANETTIERE(true),
        CONSUMER(false),
        DELIVERY(false),
        LEADER(false);

        private final boolean forEachSlot;

        Target(boolean forEachSlot) {
            this.forEachSlot = forEachSlot;
        }

        /** Whether each slot has one of its own. */
        boolean isForEachSlot() {
            return forEachSlot;
        }
    }

    // Longer than the ack wait, and than the time after which a silent connection is given up.
    private static final int LONGEST_ON_A_LINK = 5_000;

    private final Group group;
    private final Target target;
    private final Trouble trouble;
    private final int share;
    private final int longestInMillis;

    FaultKind(Target target, int share, int longestInMillis) {
        this(Group.PROCESSES, target, share, longestInMillis);
    }

    FaultKind(Group group, Target target, int share, int longestInMillis) {
        this.group = group;
        this.target = target;
        this.trouble = null;
        this.share = share;
        this.longestInMillis = longestInMillis;
    }

    FaultKind(Target target, Trouble trouble) {
        this.group = Group.NETWORK;
        this.target = target;
        this.trouble = trouble;
        this.share = 1;
        this.longestInMillis = LONGEST_ON_A_LINK;
    }

    Group group() {
        return group;
    }

    Target target() {
        return target;
    }

    /** What happens on a link; {@code null} where no link is hit. */
    Trouble trouble() {
        return trouble;
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
