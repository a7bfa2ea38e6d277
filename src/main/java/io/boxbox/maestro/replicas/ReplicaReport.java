package io.boxbox.maestro.replicas;

import java.time.Instant;

/**
 * What a process tells the other replicas of its consumer: counts, and nothing of any order.
 *
 * @param id of the process: up to 32 letters and digits, drawn at its start
 * @param name for people; made plain, and cut at 64 characters
 * @param since when it started, by its own clock
 * @param maestros how many it has
 * @param idle how many of them have nothing to do
 * @param processing how many have an order in hand
 * @param smoking how many smoke
 * @param lunching how many are at lunch
 * @param held orders that it has claimed and not settled
 * @param delivered orders since its start
 * @param handedBack orders since its start
 * @param deadLetters since its start
 * @param deliveredLastMinute orders in its last minute
 * @param consuming whether it can claim orders
 * @param leaving whether it was told to end
 */
public record ReplicaReport(String id, String name, Instant since, int maestros, int idle, int processing, int smoking,
        int lunching, int held, long delivered, long handedBack, long deadLetters, long deliveredLastMinute,
        boolean consuming, boolean leaving) {

    private static final int LONGEST_NAME = 64;
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    // What JavaScript still counts exactly.
    private static final long MOST = 1L << 53;

    /** @throws IllegalArgumentException if something is not as described, with what that is */
    public ReplicaReport {
        if (id == null || !id.matches("[0-9A-Za-z]{1,32}")) {
            throw new IllegalArgumentException("id must be 1 to 32 letters and digits");
        }
        if (since == null || since.isBefore(Instant.EPOCH) || since.isAfter(LATEST)) {
            throw new IllegalArgumentException("since must be a time from 1970 to 9999");
        }
        for (long count : new long[] { maestros, idle, processing, smoking, lunching, held, delivered, handedBack,
                deadLetters, deliveredLastMinute }) {
            if (count < 0 || count > MOST) {
                throw new IllegalArgumentException("a count must be 0 to " + MOST);
            }
        }
        String plain = name == null ? "" : PlainText.of(name, LONGEST_NAME);
        name = plain.isEmpty() ? id : plain;
    }

    /** The same of a process that was told to end. */
    public ReplicaReport asLeaving() {
        return new ReplicaReport(id, name, since, maestros, idle, processing, smoking, lunching, held, delivered,
                handedBack, deadLetters, deliveredLastMinute, consuming, true);
    }
}
