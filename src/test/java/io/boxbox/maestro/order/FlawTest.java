package io.boxbox.maestro.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.boxbox.maestro.testing.Documents;

class FlawTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | NOT_JSON",
            "{ | NOT_JSON",
            "{\"order_id\":\"1\",\"size\":\"small\"} x | NOT_JSON",
            "[] | NOT_AN_OBJECT",
            "7 | NOT_AN_OBJECT",
            "{\"order_id\":1,\"size\":\"small\"} | WRONG_TYPE",
            "{\"order_id\":\"1\",\"size\":\"small\",\"toppings\":[1]} | WRONG_TYPE",
            "{\"size\":\"small\"} | BAD_ORDER_ID",
            "{\"order_id\":\"a.b\",\"size\":\"small\"} | BAD_ORDER_ID",
            "{\"order_id\":\"1\",\"size\":\"huge\"} | BAD_SIZE",
            "{\"order_id\":\"1\",\"size\":\"small\",\"border\":\"gold\"} | BAD_BORDER" })
    void eachKindOfBadMessageHasItsOwn(String message, Flaw flaw) {
        assertThat(flaw(message)).isEqualTo(flaw);
    }

    @Test
    void whatIsNestedTooDeepIsTooComplex() {
        assertThat(flaw("{\"order_id\":\"1\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"))
                .isEqualTo(Flaw.TOO_COMPLEX);
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentsNameItAndSayThatItIsFinal(Flaw flaw) throws Exception {
        assertThat(Documents.lines("docs/messages.md"))
                .filteredOn(line -> line.contains("| `" + flaw.name().toLowerCase(Locale.ROOT) + "` |"))
                .singleElement().asString().endsWith("| dead letter |");
    }

    private static Flaw flaw(String message) {
        return catchThrowableOfType(InvalidOrderException.class, () -> new OrderReader().read(message.getBytes(UTF_8))).flaw();
    }
}
