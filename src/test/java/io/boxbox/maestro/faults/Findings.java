package io.boxbox.maestro.faults;

import java.util.List;

/**
 * What a stocktaking has found. There are {@code accepted = delivered + deadLetters + again} messages if all is well.
 *
 * @param accepted messages stored as orders to cook
 * @param delivered orders delivered
 * @param deadLetters messages that have a dead letter
 * @param again messages whose order had been placed before, and which therefore must not be delivered
 * @param lost what has no outcome
 * @param duplicated what has more than one
 * @param wrong what has the wrong one, and whatever nobody expects in the stream
 */
record Findings(int accepted, int delivered, int deadLetters, int again, List<String> lost, List<String> duplicated,
        List<String> wrong) {

    Findings {
        lost = List.copyOf(lost);
        duplicated = List.copyOf(duplicated);
        wrong = List.copyOf(wrong);
    }
}
