package io.boxbox.maestro.order;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderSubjectsTest {

    @ParameterizedTest
    @ValueSource(strings = { "42", "café", "注文42", "🍕", "100%", "a\"b\\c" })
    void aTokenThatIsAPossibleIdIsPublishedAsItIs(String id) {
        assertThat(OrderSubjects.publishableToken("orders.waiting_to_cook." + id)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({ "*,%2A", "a>b,a%3Eb", "a\u0001b,a%01b", "\u007f,%7F", "a\u0085,a%C2%85", "x\udcff,x%FF", "\udcc3é,%C3é" })
    void whatNoIdMayHaveIsWrittenByItsBytes(String token, String published) {
        assertThat(OrderSubjects.publishableToken("orders." + token)).isEqualTo(published);
    }

    @Test
    void aTokenIsCutBetweenCharactersWhereAnIdWouldBeTooLong() {
        assertThat(OrderSubjects.publishableToken("orders." + "x".repeat(5_000))).hasSize(2_048);
        assertThat(OrderSubjects.publishableToken("orders.x" + "é".repeat(5_000)).getBytes(UTF_8)).hasSize(2_047);
        assertThat(OrderSubjects.publishableToken("orders." + "🍕".repeat(512))).isEqualTo("🍕".repeat(512));
    }
}
