package io.boxbox.maestro.board;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.boxbox.maestro.board.Mark.Kind;
import io.boxbox.maestro.overview.LastMinutes;
import io.boxbox.maestro.replicas.PlainText;

/** What happened in the last minutes, in a space that does not grow. May be used from any thread. */
class Marks {

    /** How many are kept in all. */
    static final int MOST = 198;

    /** How many are kept of a kind, so that no kind takes the room of another. */
    static final int MOST_OF_A_KIND = MOST / Kind.values().length;

    /** In characters. */
    static final int LONGEST_TEXT = 120;

    private static final Duration KEPT = Duration.ofSeconds(LastMinutes.SECONDS);

    private final Map<Kind, Deque<Mark>> marks = new EnumMap<>(Kind.class);

    synchronized void add(Instant at, Kind kind, String text) {
        Deque<Mark> ofKind = marks.computeIfAbsent(kind, none -> new ArrayDeque<>());
        ofKind.addLast(new Mark(at, kind, PlainText.of(text, LONGEST_TEXT)));
        if (ofKind.size() > MOST_OF_A_KIND) {
            ofKind.removeFirst();
        }
    }

    /** Adds one in the place of the last of its kind, if that was at the same moment. */
    synchronized void put(Instant at, Kind kind, String text) {
        Deque<Mark> ofKind = marks.get(kind);
        if (ofKind != null && ofKind.getLast().at().equals(at)) {
            ofKind.removeLast();
        }
        add(at, kind, text);
    }

    /** Those of the last five minutes, the newest first. */
    synchronized List<Mark> latest(Instant now) {
        Instant begin = now.minus(KEPT);
        return marks.values().stream().flatMap(Deque::stream)
                .filter(mark -> mark.at().isAfter(begin))
                .sorted(Comparator.comparing(Mark::at).reversed())
                .toList();
    }
}
