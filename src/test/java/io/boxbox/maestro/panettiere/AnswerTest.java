package io.boxbox.maestro.panettiere;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.boxbox.maestro.testing.Documents;
import io.grpc.Status;

class AnswerTest {

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void theDocumentsSayWhatHappensToAnOrderByEachCode(Status.Code code) throws Exception {
        String fate = switch (Answer.of(code)) {
            case READY -> "delivered";
            case ASLEEP -> "retried, then nak with a delay";
            case FAILED -> "nak with a delay";
            case REFUSED -> "dead letter";
        };

        assertThat(Documents.lines("docs/messages.md"))
                .filteredOn(line -> line.startsWith("| ") && line.contains("`" + code + "`") && line.contains("| the code |"))
                .singleElement().asString().endsWith("| the code | " + fate + " |");
    }
}
