package io.boxbox.maestro.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {

    @ParameterizedTest
    @CsvSource({ "64, 128, 8", "400, 128, 136", "400, 64, 168", "1024, 128, 448", "1048576, 128, 10000" })
    void halfOfWhatIsLeftIsForEachPort(int limit, int others, int connections) {
        assertThat(OpenFiles.connectionsOfAPort(OptionalInt.of(limit), others)).isEqualTo(connections);
    }

    @Test
    void withoutALimitOfFilesThereIsStillOneOfConnections() {
        assertThat(OpenFiles.connectionsOfAPort(OptionalInt.empty(), 128)).isEqualTo(10_000);
    }

    @Test
    void theSoftLimitIsTheOneThatCounts() {
        assertThat(OpenFiles.limit(List.of("Limit                     Soft Limit           Hard Limit           Units     ",
                "Max processes             127235               127235               processes ",
                "Max open files            400                  4096                 files     "))).hasValue(400);
    }

    @Test
    void noLimitIsNone() {
        assertThat(OpenFiles.limit(List.of("Max open files            unlimited            unlimited            files     ")))
                .isEmpty();
    }
}
