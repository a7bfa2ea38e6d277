package io.boxbox.maestro.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class FaultReportTest {

    @Test
    void problemsComeRightAfterTheFirstLine() {
        FaultReport report = report(List.of("ordinary-1 was not delivered"), List.of("a process ended with 1"));

        assertThat(report.toString().lines().limit(3)).containsExactly(
                "After 60 s with 2 processes of 1 maestros, seed 7:",
                "  ordinary-1 was not delivered",
                "  a process ended with 1");
        assertThat(report.problems()).hasSize(2);
    }

    @Test
    void manyProblemsAreCounted() {
        List<String> lost = IntStream.range(0, 30).mapToObj(number -> "ordinary-" + number + " was not delivered").toList();

        assertThat(report(lost, List.of()).toString()).contains("ordinary-19 was", "  and 10 more")
                .doesNotContain("ordinary-20 was");
    }

    @Test
    void withoutProblemsItIsNumbersOnly() {
        assertThat(report(List.of(), List.of()).toString().lines().skip(1).findFirst()).hasValue("         0  lost");
    }

    private static FaultReport report(List<String> lost, List<String> failures) {
        return new FaultReport(Plan.quick(7, 2, 1), Duration.ofMinutes(1), 100, Map.of("nats killed", 2),
                new CheckResult(Map.of(OrderKind.LARGE, 100), 100, 99, 0, 0, lost, List.of(), List.of()), failures);
    }
}
