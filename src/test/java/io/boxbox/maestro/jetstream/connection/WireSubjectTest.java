package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireSubjectTest {

    @ParameterizedTest
    @ValueSource(strings = { "orders.1", "orders.café", "orders.注文42", "orders.🍕", "orders.\"\\%" })
    void aSubjectInUtf8IsReadAsItWasWritten(String subject) {
        assertThat(WireSubject.text(asTheClientTellsIt(subject.getBytes(UTF_8)))).isEqualTo(subject);
        assertThat(WireSubject.text(new String(subject.getBytes(UTF_8), ISO_8859_1))).isEqualTo(subject);
    }

    @Test
    void bytesOfNoCharacterAreKeptApartFromEveryText() {
        byte[] bytes = { 'a', (byte) 0xff, (byte) 0xc3, 'b', (byte) 0xe2, (byte) 0x82 };

        assertThat(WireSubject.text(asTheClientTellsIt(bytes))).isEqualTo("a\udcff\udcc3b\udce2\udc82");
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(WireSubject.bytes(WireSubject.text(asTheClientTellsIt(bytes)))).isEqualTo(bytes);
        }
    }

    // A byte, which is signed, is made a character.
    private static String asTheClientTellsIt(byte[] bytes) {
        StringBuilder subject = new StringBuilder();
        for (byte each : bytes) {
            subject.append((char) each);
        }
        return subject.toString();
    }
}
