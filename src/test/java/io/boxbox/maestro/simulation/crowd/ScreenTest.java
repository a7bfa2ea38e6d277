package io.boxbox.maestro.simulation.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

class ScreenTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicReference<String> footer = new AtomicReference<>();
    private final Screen screen = new Screen(new PrintStream(written, true, StandardCharsets.UTF_8),
            () -> Optional.ofNullable(footer.get()), () -> {
            });

    @Test
    void writesNoEscapeWhereThereIsNoTerminal() {
        screen.print("one");
        screen.draw();
        screen.print("two");

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    @Test
    void keepsTheFooterBelowTheLastLine() {
        footer.set("keys");

        screen.print("one");
        screen.print("two");

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("one\n\r\u001B[Kkeys\r\u001B[Ktwo\n\r\u001B[Kkeys");
    }

    @Test
    void takesTheFooterAwayInTheEnd() {
        footer.set("keys");
        screen.print("one");
        written.reset();
        footer.set(null);

        screen.print("the last word");

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("\r\u001B[Kthe last word\n");
    }
}
