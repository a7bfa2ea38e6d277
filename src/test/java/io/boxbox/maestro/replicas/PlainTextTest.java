package io.boxbox.maestro.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void anOrdinaryTextStaysAsItIs() {
        assertThat(PlainText.of("Più grande: <b>pizza</b> 🍕 👩‍🍳", 120)).isEqualTo("Più grande: <b>pizza</b> 🍕 👩‍🍳");
    }

    @Test
    void whatControlsATerminalOrTurnsTheDirectionIsLeftOut() {
        assertThat(PlainText.of("\u001b[31mred\r\n\u0000\u202Eevil\u2066\u2028\u0085\ud800", 120)).isEqualTo("[31mredevil");
        assertThat(PlainText.of(" \n\t ", 120)).isEmpty();
    }

    @Test
    void whatIsTooLongIsCutBetweenTwoCharacters() {
        assertThat(PlainText.of("🍕".repeat(5), 5)).isEqualTo("🍕".repeat(5));
        assertThat(PlainText.of("🍕".repeat(6), 5)).isEqualTo("🍕".repeat(4) + "…");
        assertThat(PlainText.of("x".repeat(1_000_000), 64)).hasSize(64);
    }
}
