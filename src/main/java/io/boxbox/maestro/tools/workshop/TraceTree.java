package io.boxbox.maestro.tools.workshop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The spans of a trace, each below its parent and with a bar that shows when it was. */
final class TraceTree {

    private static final int WIDTH = 30;
    private static final int NAMES = 64;

    /**
     * @param parentId empty if it has none
     * @param start in nanoseconds of the epoch, as the end
     */
    record Span(String traceId, String spanId, String parentId, String service, String name, long start, long end,
            String orderId) {

        private static final String SEPARATOR = "\t";

        String line() {
            return String.join(SEPARATOR, traceId, spanId, parentId, plain(service), plain(name), String.valueOf(start),
                    String.valueOf(end), plain(orderId));
        }

        static Span parse(String line) {
            String[] parts = line.split(SEPARATOR, -1);
            return new Span(parts[0], parts[1], parts[2], parts[3], parts[4], Long.parseLong(parts[5]),
                    Long.parseLong(parts[6]), parts[7]);
        }

        private static String plain(String text) {
            return text.replaceAll("\\p{Cntrl}", " ");
        }
    }

    private final List<Span> spans;
    private final long begin;
    private final long end;

    private TraceTree(List<Span> spans) {
        this.spans = spans.stream().sorted(Comparator.comparingLong(Span::start)).toList();
        this.begin = spans.stream().mapToLong(Span::start).min().orElse(0);
        this.end = spans.stream().mapToLong(Span::end).max().orElse(0);
    }

    /** The trees of all traces that an order is in, as lines. */
    static List<String> of(List<Span> all, String orderId) {
        List<String> lines = new ArrayList<>();
        all.stream().filter(span -> span.orderId().equals(orderId)).map(Span::traceId).distinct().forEach(traceId -> {
            TraceTree tree = new TraceTree(all.stream().filter(span -> span.traceId().equals(traceId)).toList());
            lines.add(String.format(Locale.ROOT, "trace %s, %.0f ms", traceId, (tree.end - tree.begin) / 1e6));
            Set<String> known = new HashSet<>();
            tree.spans.forEach(span -> known.add(span.spanId()));
            tree.spans.stream().filter(span -> !known.contains(span.parentId())).forEach(root -> tree.add(root, 1, lines));
        });
        return lines;
    }

    private void add(Span span, int depth, List<String> lines) {
        String name = "  ".repeat(depth) + span.service() + ": " + span.name();
        lines.add(String.format(Locale.ROOT, "%-" + NAMES + "s |%s| %6.0f ms", name, bar(span),
                (span.end() - span.start()) / 1e6));
        spans.stream().filter(child -> child.parentId().equals(span.spanId())).forEach(child -> add(child, depth + 1, lines));
    }

    private String bar(Span span) {
        double scale = WIDTH / (double) Math.max(1, end - begin);
        int from = Math.min(WIDTH - 1, (int) ((span.start() - begin) * scale));
        int to = Math.max(from + 1, (int) Math.round((span.end() - begin) * scale));
        return " ".repeat(from) + "=".repeat(to - from) + " ".repeat(WIDTH - to);
    }
}
