package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void isContentWhenEveryOrderWasDeliveredOnce() {
        assertThat(verdict(1, 0, List.of())).isEqualTo("OK: every order was delivered exactly once (1 of 1).");
    }

    @Test
    void namesTheFirstMissingOrder() {
        assertThat(verdict(3, 1, List.of("b", "c")))
                .isEqualTo("FAILED: 2 of 3 orders were not delivered; the first is b.");
    }

    @Test
    void complainsOfDuplicates() {
        assertThat(verdict(1, 2, List.of())).isEqualTo("FAILED: nothing is missing, but there are duplicates: 2.");
    }

    @Test
    void isContentWithDeadLettersThatHadToBe() {
        Summary summary = new Summary(Duration.ofSeconds(1),
                new Audit(3, 0, List.of(), Map.of("not_json", 2), List.of(), List.of(Duration.ZERO)), new Tally());

        assertThat(summary.verdict())
                .isEqualTo("OK: nothing was lost and nothing came twice (1 delivered, 2 dead letters, of 3).");
        assertThat(summary.lines()).contains("  dead letters      2: not_json 2");
    }

    @Test
    void complainsOfADeadLetterWithoutACause() {
        Summary summary = new Summary(Duration.ofSeconds(1),
                new Audit(2, 0, List.of(), Map.of("not_found", 1), List.of("b"), List.of(Duration.ZERO)), new Tally());

        assertThat(summary.verdict())
                .isEqualTo("FAILED: 1 orders became dead letters with which nothing was wrong; the first is b.");
    }

    @Test
    void isNotContentWithNothing() {
        Summary summary = new Summary(Duration.ofSeconds(1), new Audit(0, 0, List.of(), Map.of(), List.of(), List.of()),
                new Tally());

        assertThat(summary.verdict()).isEqualTo("FAILED: no order could be placed.");
        assertThat(summary.lines()).contains("  from placed to delivered: median unknown, longest unknown");
    }

    private static String verdict(int placed, int duplicates, List<String> missing) {
        List<Duration> waits = Collections.nCopies(placed - missing.size(), Duration.ofSeconds(1));
        return new Summary(Duration.ofSeconds(1), new Audit(placed, duplicates, missing, Map.of(), List.of(), waits),
                new Tally()).verdict();
    }
}
