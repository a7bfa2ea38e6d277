package io.boxbox.maestro.jetstream.inspection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.boxbox.maestro.jetstream.inspection.Inspection.Where;

/** Looks at a stream and a consumer before they are used, property by property. docs/streams.md has the same as a table. */
public final class Inspector {

    static final List<Inspection> ALL = Stream.concat(StreamInspections.ALL.stream(), ConsumerInspections.ALL.stream())
            .toList();

    private Inspector() {
    }

    /** What is to be said of what was found. The consumer is not looked at if it is absent. */
    public static Verdict inspect(Found found) {
        List<Inspection> due = ALL.stream()
                .filter(inspection -> inspection.where() == Where.STREAM || !found.consumerInfo().isEmpty()).toList();
        return new Verdict(
                lines(due.stream().filter(inspection -> inspection.decision() == Decision.REFUSED), found).findFirst(),
                lines(due.stream().filter(inspection -> inspection.decision() != Decision.REFUSED), found).toList());
    }

    private static Stream<String> lines(Stream<Inspection> inspections, Found found) {
        return inspections.map(inspection -> inspection.look(found)).flatMap(Optional::stream);
    }

    /**
     * @param refusal why they cannot be used, in one line; empty if they can
     * @param warnings what an operator may not expect, a line each
     */
    public record Verdict(Optional<String> refusal, List<String> warnings) {
    }
}
