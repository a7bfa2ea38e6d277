package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.loop.KitchenLoop;

/**
 * How often the consumer may be looked at, by what a look costs the server. For each answer nats-server 2.9 goes through all
 * that waits, and nobody else gets to the consumer meanwhile: some 30 ms beside 70,000 orders. With many replicas, looks at a
 * fixed pace would leave the server no time for orders. Thread-safe.
 */
@Singleton
final class LookPace {

    private final KitchenClock clock;
    private volatile Look last = new Look(0, Duration.ZERO, Duration.ZERO);

    @Inject
    LookPace(KitchenLoop loop) {
        this.clock = loop.clock();
    }

    /**
     * The consumer was looked at just now.
     *
     * @param cost how much longer the answer took than one that costs the server nothing; less than zero counts as nothing
     */
    void looked(Duration cost) {
        last = new Look(clock.now(), cost, last.cost);
    }

    /** How long it is until the next look; zero or less if it may be now. */
    Duration untilNext(Reason reason) {
        Look before = last;
        return reason.pause(before.lowest()).minus(clock.since(before.end));
    }

    /** Whether the next look may be now. */
    boolean allows(Reason reason) {
        return untilNext(reason).compareTo(Duration.ZERO) <= 0;
    }

    /** Why the consumer is looked at again. */
    enum Reason {

        /** Something may have been edited, and figures are kept up to date. */
        ROUTINE(200, Duration.ofMinutes(1)),

        /** A person looks, or there is nothing to claim from. */
        URGENT(20, Duration.ofSeconds(5));

        private final int costs;
        private final Duration longest;

        Reason(int costs, Duration longest) {
            this.costs = costs;
            this.longest = longest;
        }

        private Duration pause(Duration cost) {
            Duration pause = cost.multipliedBy(costs);
            return pause.compareTo(longest) < 0 ? pause : longest;
        }
    }

    private record Look(long end, Duration cost, Duration previous) {

        // An answer may be late for other reasons, but hardly twice.
        private Duration lowest() {
            return cost.compareTo(previous) < 0 ? cost : previous;
        }
    }
}
