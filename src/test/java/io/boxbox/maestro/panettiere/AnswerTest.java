package io.boxbox.maestro.panettiere;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.grpc.Status;

class AnswerTest {

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void theReadmeSaysWhatBecomesOfAnOrderByEachCode(Status.Code code) throws Exception {
        String fate = switch (Answer.of(code)) {
            case READY -> "delivered";
            case ASLEEP -> "asked again, then handed back";
            case FAILED -> "handed back";
            case REFUSED -> "dead letter";
        };

        assertThat(Files.readAllLines(Path.of("README.md")))
                .filteredOn(line -> line.startsWith("| ") && line.contains("`" + code + "`") && line.contains("| the code |"))
                .singleElement().asString().endsWith("| the code | " + fate + " |");
    }
}
