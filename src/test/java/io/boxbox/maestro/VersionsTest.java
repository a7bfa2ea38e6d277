package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** What two builds have to agree on. */
class VersionsTest {

    private static final Pattern SHARED = Pattern
            .compile("<(quarkus.platform.version|compiler-plugin.version|maven.compiler.release)>[^<]+");

    @Test
    void theDevUisCardIsBuiltAsMaestroIs() throws IOException {
        assertThat(shared("src/dev-ui/pom.xml")).hasSize(3).containsExactlyInAnyOrderElementsOf(shared("pom.xml"));
    }

    private static List<String> shared(String pom) throws IOException {
        return SHARED.matcher(Files.readString(Path.of(pom))).results().map(MatchResult::group).toList();
    }
}
