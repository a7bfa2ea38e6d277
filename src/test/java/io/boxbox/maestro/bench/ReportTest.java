package io.boxbox.maestro.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTest {

    private static final String FILE = "# Performance\n\nIntroduction.\n\n## Start\n\nold\n\n## Throughput\n\nfast\n";

    @Test
    void takesThePlaceOfWhatWasSaidUnderTheSameHeading() {
        assertThat(new Report("Start", "", "").into(FILE, "new\n"))
                .isEqualTo("# Performance\n\nIntroduction.\n\n## Start\n\nnew\n\n## Throughput\n\nfast\n");
    }

    @Test
    void takesThePlaceOfTheLastSection() {
        assertThat(new Report("Throughput", "", "").into(FILE, "slow\n"))
                .isEqualTo("# Performance\n\nIntroduction.\n\n## Start\n\nold\n\n## Throughput\n\nslow\n");
    }

    @Test
    void comesLastIfItIsNew() {
        assertThat(new Report("Latency", "", "").into(FILE, "low\n")).endsWith("fast\n\n## Latency\n\nlow\n");
    }

    @Test
    void aTableIsAlignedForATerminal() {
        Table table = new Table("form", "start");
        table.row("JVM", "1,300 ms");

        assertThat(table.markdown()).isEqualTo("| form | start    |\n| ---- | -------- |\n| JVM  | 1,300 ms |");
    }
}
