package io.boxbox.maestro.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The quick form of the fault suite; {@code script/soak} runs the long one. */
@Tag("alone")
class FaultsIT {

    @ParameterizedTest(name = "{0} processes with {1} maestros each")
    @CsvSource({ "2, 1", "3, 50" })
    void whateverHappensEveryOrderIsDeliveredOnceOrBecomesADeadLetter(int processes, int brigade) throws Exception {
        Account account = new FaultRun(Plan.quick(seed(), processes, brigade), System.out).run();

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
