package io.boxbox.maestro.simulation.crowd;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import io.boxbox.maestro.simulation.crowd.Ledger.Life;

/**
 * What a trouble cost, by the stream's own account.
 *
 * @param stall the longest time in which orders waited and none ended, of those that the trouble falls into
 * @param longestWait of the orders that were there meanwhile
 * @param orders how many these were
 */
public record HeldUp(Duration stall, Duration longestWait, int orders) {

    /**
     * Reckons it. A trouble is felt until the first order ends after it is over.
     *
     * @param lives all orders
     * @param from when the trouble began
     * @param to when it was over; the same for one that lasts a moment only
     * @param now for orders that have not ended
     */
    public static HeldUp reckon(List<Life> lives, Instant from, Instant to, Instant now) {
        Instant felt = lives.stream().filter(life -> life.to() != null && life.to().isAfter(to)).map(Life::to)
                .min(Instant::compareTo).orElse(now);
        List<Life> there = lives.stream().filter(life -> life.from().isBefore(felt) && !end(life, now).isBefore(from)).toList();
        Duration longest = there.stream().map(life -> Duration.between(life.from(), end(life, now)))
                .max(Duration::compareTo).orElse(Duration.ZERO);
        return new HeldUp(stall(lives, from, felt, now), longest, there.size());
    }

    private static Duration stall(List<Life> lives, Instant from, Instant felt, Instant now) {
        List<Life> lastFirst = lives.stream().sorted(Comparator.comparing((Life life) -> end(life, now)).reversed()).toList();
        Duration longest = Duration.ZERO;
        Instant waitingSince = Instant.MAX;
        for (int i = 0; i < lastFirst.size(); i++) {
            Life life = lastFirst.get(i);
            Instant end = end(life, now);
            // Of this order and of all that end later: they wait together until this one ends.
            waitingSince = earlier(waitingSince, life.from());
            Instant endBefore = i + 1 < lastFirst.size() ? end(lastFirst.get(i + 1), now) : Instant.MIN;
            Instant begin = waitingSince.isBefore(endBefore) ? endBefore : waitingSince;
            if (begin.isBefore(felt) && end.isAfter(from) && begin.isBefore(end)) {
                Duration span = Duration.between(begin, end);
                longest = span.compareTo(longest) > 0 ? span : longest;
            }
        }
        return longest;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant end(Life life, Instant now) {
        return life.to() == null ? now : life.to();
    }
}
