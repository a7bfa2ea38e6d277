package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;

import org.junit.jupiter.api.Test;

class EncodedWordTest {

    @Test
    void plainTextStaysAsItIs() {
        assertThat(EncodedWord.of("Via Roma 1 = ?")).isEqualTo("Via Roma 1 = ?");
    }

    @Test
    void anyOtherTextIsAWordOfAsciiThatCanBeDecoded() {
        assertThat(EncodedWord.of("José = a_b?")).isEqualTo("=?UTF-8?Q?Jos=C3=A9_=3D_a=5Fb=3F?=");
        assertThat(EncodedWord.of("a\r\nb")).isEqualTo("=?UTF-8?Q?a=0D=0Ab?=");
        assertThat(EncodedWord.of("a\udcff")).as("a byte of no character").isEqualTo("=?ISO-8859-1?Q?a=FF?=");
    }

    @Test
    void aLongTextIsInBase64() {
        String text = "注文42".repeat(50);

        assertThat(EncodedWord.of(text)).startsWith("=?UTF-8?B?").endsWith("?=");
        assertThat(new String(Base64.getDecoder().decode(EncodedWord.of(text).split("\\?")[3]), UTF_8)).isEqualTo(text);
    }
}
