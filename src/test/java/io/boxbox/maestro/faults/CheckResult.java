package io.boxbox.maestro.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a {@link Checker} has found. There are {@code accepted = delivered + deadLetters + repeated} messages if all is well.
 *
 * @param kinds how many of each kind were accepted
 * @param accepted messages stored as orders to cook
 * @param delivered orders delivered
 * @param deadLetters messages that have a dead letter
 * @param repeated messages whose order had been placed before, and which therefore must not be delivered
 * @param lost what has no outcome
 * @param duplicated what has more than one
 * @param wrong what has the wrong one, and messages in the stream that nothing accounts for
 */
record CheckResult(Map<OrderKind, Integer> kinds, int accepted, int delivered, int deadLetters, int repeated, List<String> lost,
        List<String> duplicated,
        List<String> wrong) {

    CheckResult {
        kinds = new TreeMap<>(kinds);
        lost = List.copyOf(lost);
        duplicated = List.copyOf(duplicated);
        wrong = List.copyOf(wrong);
    }

    /** Everything that must not be; empty if all is well. */
    List<String> violations() {
        return Stream.of(lost, duplicated, wrong).flatMap(List::stream).toList();
    }
}
