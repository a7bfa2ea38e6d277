package io.boxbox.maestro.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures in rows: a table in Markdown that can be read on a terminal as well. */
final class Table {

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    String markdown() {
        List<String> rule = IntStream.range(0, rows.get(0).size()).mapToObj(column -> "-".repeat(width(column)))
                .toList();
        List<List<String>> all = new ArrayList<>(rows);
        all.add(1, rule);
        return all.stream().map(this::line).collect(Collectors.joining("\n"));
    }

    private String line(List<String> cells) {
        return IntStream.range(0, cells.size())
                .mapToObj(column -> cells.get(column) + " ".repeat(width(column) - cells.get(column).length()))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
