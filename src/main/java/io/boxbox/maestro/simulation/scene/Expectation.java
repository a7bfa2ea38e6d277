package io.boxbox.maestro.simulation.scene;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Something that has to be true when a scene is over. */
public sealed interface Expectation {

    /** As long as a scene is waited for. */
    Duration LONG = Duration.ofDays(1);

    /** Whether it came true. */
    Verdict judge(Performance came);

    /** Until when, since the rise of the curtain, something may still come true that is not yet: a scene goes on until then. */
    default Duration openUntil(Performance soFar) {
        return Duration.ZERO;
    }

    /** @param count of the orders; empty for all but those that have to be refused */
    record Delivered(OptionalInt count) implements Expectation {

        @Override
        public Verdict judge(Performance came) {
            int wanted = count.orElse(came.orders() - came.rightlyRefused());
            String words = count.isPresent() ? "delivered: " + wanted : "delivered: all";
            return new Verdict(came.delivered() == wanted && came.orders() > 0, words,
                    came.delivered() + " of " + (came.orders() - came.rightlyRefused()));
        }
    }

    /** How often an order ended a second time. */
    record Duplicates(int count) implements Expectation {

        @Override
        public Verdict judge(Performance came) {
            return new Verdict(came.duplicates() == count, "duplicates: " + count, String.valueOf(came.duplicates()));
        }
    }

    /** How long the order that waited longest may have waited for its delivery. */
    record LongestWait(Duration under) implements Expectation {

        @Override
        public Verdict judge(Performance came) {
            return new Verdict(came.delivered() > 0 && came.longestWait().compareTo(under) < 0,
                    "longest wait under " + Durations.written(under),
                    came.delivered() > 0 ? Durations.written(came.longestWait()) : "nothing was delivered");
        }
    }

    /** How many dead letters there are, by reason, and no others. */
    record Letters(Map<String, Integer> byReason) implements Expectation {

        @Override
        public Verdict judge(Performance came) {
            return new Verdict(came.letters().equals(byReason), "dead letters: " + inWords(byReason), inWords(came.letters()));
        }

        private static String inWords(Map<String, Integer> letters) {
            return letters.isEmpty() ? "none" : new TreeMap<>(letters).toString().replaceAll("[{}]", "").replace("=", " ");
        }
    }

    /** By when after a step at least one Maestro can claim orders, or none can. */
    record HealthAfter(boolean healthy, String step, Duration within) implements Expectation {

        @Override
        public Verdict judge(Performance came) {
            String words = word(healthy) + " within " + Durations.written(within) + " of " + step;
            Optional<Duration> done = Optional.ofNullable(came.steps().get(step));
            if (done.isEmpty()) {
                return new Verdict(false, words, step + " was never done");
            }
            boolean was = came.wasEver(healthy, done.get(), done.get().plus(within));
            return new Verdict(was, words, was ? after(came, done.get()) : "it was not");
        }

        private String after(Performance came, Duration done) {
            return came.health().stream().filter(change -> change.now() == healthy && change.at().compareTo(done) > 0)
                    .findFirst()
                    .filter(change -> !came.wasEver(healthy, done, done))
                    .map(change -> "after " + Durations.written(change.at().minus(done))).orElse("at once");
        }

        @Override
        public Duration openUntil(Performance soFar) {
            return judge(soFar).passed() ? Duration.ZERO
                    : soFar.steps().getOrDefault(step, Duration.ZERO).plus(within);
        }
    }

    /** From when to when at least one Maestro can claim orders without a break, or none can. */
    record HealthDuring(boolean healthy, Duration from, Duration to) implements Expectation {

        @Override
        public Verdict judge(Performance came) {
            boolean wasNot = came.wasEver(!healthy, came.played(from), came.played(to));
            return new Verdict(!wasNot,
                    word(healthy) + " from " + Durations.written(from) + " to " + Durations.written(to),
                    wasNot ? "it was not" : "it was");
        }

        @Override
        public Duration openUntil(Performance soFar) {
            return soFar.played(to);
        }
    }

    /** How many Maestros there were. */
    record Heads(String which, int count) implements Expectation {

        static final String MOST = "most";
        static final String AT_LEAST_ONCE = "at-least-once";
        static final String AT_THE_END = "at-the-end";

        @Override
        public Verdict judge(Performance came) {
            int most = came.heads().stream().mapToInt(Performance.Change::now).max().orElse(0);
            int last = came.heads().isEmpty() ? 0 : came.heads().get(came.heads().size() - 1).now();
            return switch (which) {
                case MOST -> new Verdict(most <= count, "maestros: never more than " + count, "at most " + most);
                case AT_LEAST_ONCE -> new Verdict(most >= count, "maestros: once at least " + count, "at most " + most);
                default -> new Verdict(last == count, "maestros: " + count + " at the end", String.valueOf(last));
            };
        }

        // Those who come and go take their time.
        @Override
        public Duration openUntil(Performance soFar) {
            return which.equals(MOST) || judge(soFar).passed() ? Duration.ZERO : LONG;
        }
    }

    private static String word(boolean healthy) {
        return healthy ? "healthy" : "unhealthy";
    }
}
