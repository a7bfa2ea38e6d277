package io.boxbox.maestro.jetstream.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.boxbox.maestro.jetstream.inspection.Inspection.Where;
import io.boxbox.maestro.testing.Documents;

/** The tables of docs/streams.md, the decisions in the code and the cases that try them say the same. */
class StreamsDocumentTest {

    @ParameterizedTest
    @EnumSource
    void eachPropertyHasItsRow(Where where) throws IOException {
        Set<String> decisions = Inspector.ALL.stream().filter(inspection -> inspection.where() == where)
                .map(inspection -> inspection.property() + " " + inspection.decision()).collect(Collectors.toSet());

        assertThat(rows(where)).containsExactlyInAnyOrderElementsOf(decisions);
    }

    @ParameterizedTest
    @EnumSource
    void eachPropertyIsTried(Where where) {
        String owner = where.name().toLowerCase(Locale.ROOT) + " ";
        Set<String> tried = Stream.concat(StreamCases.ALL.stream().flatMap(each -> each.properties().stream()),
                StreamCases.OUT_OF_REACH.stream()).filter(property -> property.startsWith(owner)).collect(Collectors.toSet());

        assertThat(Inspector.ALL.stream().filter(inspection -> inspection.where() == where)
                .map(inspection -> owner + inspection.property())).containsExactlyInAnyOrderElementsOf(tried);
    }

    // A row may be that of several properties.
    private static List<String> rows(Where where) throws IOException {
        return Documents.section("docs/streams.md", "## The " + where.name().toLowerCase(Locale.ROOT)).lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *"))
                .flatMap(cells -> Arrays.stream(cells[1].split(", "))
                        .map(property -> property.replace("`", "") + " " + cells[2].toUpperCase(Locale.ROOT)))
                .toList();
    }
}
