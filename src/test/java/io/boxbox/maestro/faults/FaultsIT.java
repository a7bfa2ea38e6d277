package io.boxbox.maestro.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The quick form of the fault suite; {@code script/soak} runs the long one. */
@Tag("faults")
class FaultsIT {

    @Test
    void whateverHappensEveryOrderIsDeliveredOnceOrBecomesADeadLetter() throws Exception {
        Account account = new FaultRun(Plan.quick(seed()), System.out).run();

        assertThat(account.complaints()).as(account.toString()).isEmpty();
        assertThat(account.findings().accepted()).as(account.toString()).isGreaterThan(100)
                .isEqualTo(account.findings().delivered() + account.findings().deadLetters() + account.findings().again());
        assertThat(account.faultCount()).as(account.toString()).isGreaterThanOrEqualTo(15);
    }

    private static long seed() {
        return Optional.ofNullable(System.getenv("MAESTRO_FAULTS_SEED")).filter(seed -> !seed.isBlank())
                .map(Long::valueOf)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
    }
}
