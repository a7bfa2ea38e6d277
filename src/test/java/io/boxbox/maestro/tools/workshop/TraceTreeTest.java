package io.boxbox.maestro.tools.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.tools.workshop.TraceTree.Span;

class TraceTreeTest {

    private static final long MILLIS = 1_000_000;

    @Test
    void eachSpanIsBelowItsParentInTheOrderOfTimeWithABarThatShowsWhen() {
        assertThat(TraceTree.of(List.of(
                span("b", "a", "cook", 30, 90, "mario"),
                span("c", "b", "make dough", 60, 90, ""),
                span("a", "", "place order", 0, 30, "mario"),
                span("d", "lost", "of an unknown parent", 0, 90, "")), "mario"))
                .containsExactly("trace t, 90 ms",
                        line("  shop: place order", "|==========                    |     30 ms"),
                        line("    shop: cook", "|          ====================|     60 ms"),
                        line("      shop: make dough", "|                    ==========|     30 ms"),
                        line("  shop: of an unknown parent", "|==============================|     90 ms"));
    }

    @Test
    void tracesOfOtherOrdersAreNotShown() {
        assertThat(TraceTree.of(List.of(span("a", "", "place order", 0, 1, "luigi")), "mario")).isEmpty();
    }

    @Test
    void aLineReadsAsItWasWritten() {
        Span span = span("a", "", "a name", 1, 2, "mario");

        assertThat(Span.parse(span.line())).isEqualTo(span);
        assertThat(span("a", "", "two\twords", 1, 2, "").line().split("\t", -1)).hasSize(8);
    }

    private static String line(String name, String bar) {
        return String.format("%-64s ", name) + bar;
    }

    private static Span span(String id, String parent, String name, long start, long end, String orderId) {
        return new Span("t", id, parent, "shop", name, start * MILLIS, end * MILLIS, orderId);
    }
}
