package io.boxbox.maestro.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class BoardPageTest {

    @Test
    void everyFileOfThePageIsServed() throws Exception {
        Path folder = Path.of("src/main/resources", BoardFile.FOLDER);

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(BoardPage.FILES);
        }
    }
}
