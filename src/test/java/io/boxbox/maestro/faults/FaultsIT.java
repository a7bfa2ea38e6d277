package io.boxbox.maestro.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The quick form of the fault suite; {@code script/soak} runs the long one. */
@Tag("alone")
@Tag("faults")
class FaultsIT {

    private static final int PROCESSES = 3;
    private static final int BRIGADE = 50;

    @Test
    void whateverHappensEveryOrderIsDeliveredOnceOrBecomesADeadLetter() throws Exception {
        FaultReport report = new FaultRun(Plan.quick(seed(), PROCESSES, BRIGADE), System.out).run();

        assertThat(report.problems()).as(report.toString()).isEmpty();
        assertThat(report.result().accepted()).as(report.toString()).isGreaterThan(100)
                .isEqualTo(report.result().delivered() + report.result().deadLetters() + report.result().repeated());
        assertThat(report.faultCount()).as(report.toString()).isGreaterThanOrEqualTo(20);
        assertThat(report.faults().keySet()).as(report.toString()).anyMatch(kind -> kind.startsWith("link to nats"))
                .anyMatch(kind -> kind.startsWith("link to panettiere"));
        assertThat(report.result().kinds()).as(report.toString()).containsKeys(OrderKind.LARGE, OrderKind.FOREIGN);
    }

    private static long seed() {
        return Optional.ofNullable(System.getenv("MAESTRO_FAULTS_SEED")).filter(seed -> !seed.isBlank())
                .map(Long::valueOf)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    }
}
