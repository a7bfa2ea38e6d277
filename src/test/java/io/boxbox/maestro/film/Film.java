package io.boxbox.maestro.film;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.boxbox.maestro.testing.Browser;

/**
 * Takes the pictures for {@code script/film}: once a second of what a demo has written on its terminal, and of its board, each
 * in
 * the light and in the dark.
 */
public final class Film {

    private static final List<String> SCHEMES = List.of("light", "dark");
    private static final int WIDTH = 1000;
    private static final int HEIGHT_OF_TERMINAL = 330;
    private static final int HEIGHT_OF_BOARD = 562;
    private static final long BETWEEN_FRAMES = TimeUnit.SECONDS.toNanos(1);
    private static final Path TERMINAL = Path.of("src/test/resources/film/terminal.html");

    private Film() {
    }

    /**
     * @param args the file with what the terminal shows, which is read for each frame; the board's address; the folder of the
     *        pictures; and a file whose presence ends the film
     */
    public static void main(String[] args) throws IOException {
        Path written = Path.of(args[0]);
        Path pictures = Path.of(args[2]);
        Path end = Path.of(args[3]);
        try (Browser terminal = new Browser(); Browser board = new Browser()) {
            terminal.size(WIDTH, HEIGHT_OF_TERMINAL);
            terminal.open(TERMINAL.toUri().toString());
            board.size(WIDTH, HEIGHT_OF_BOARD);
            board.open(args[1] + "?wall");
            long due = System.nanoTime();
            for (int frame = 0; !Files.exists(end); frame++) {
                terminal.show(new String(Files.readAllBytes(written), StandardCharsets.UTF_8));
                for (String scheme : SCHEMES) {
                    photograph(terminal, scheme, pictures.resolve("terminal-%s-%03d.png".formatted(scheme, frame)));
                    photograph(board, scheme, pictures.resolve("board-%s-%03d.png".formatted(scheme, frame)));
                }
                due += BETWEEN_FRAMES;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private static void photograph(Browser browser, String scheme, Path picture) throws IOException {
        browser.prefer(scheme);
        browser.photograph(picture);
    }
}
