package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.PackagedMaestro;

/** What is in the build that is shipped: the service, and nothing of its simulation and its tools. */
class ProductionJarIT {

    private static final String SIMULATION = "io/boxbox/maestro/simulation/";
    private static final String TOOLS = "io/boxbox/maestro/tools/";

    @Test
    void theSimulationIsNotInTheJars() throws IOException {
        assumeFalse(PackagedMaestro.isNative(), "a build of the native binary makes no such jars");
        assertHasTheServiceAlone(Path.of("target/quarkus-app"));
    }

    @Test
    void theSimulationIsNotInWhatANativeBinaryIsMadeOf() throws IOException {
        assertHasTheServiceAlone(Path.of("target/native-sources"));
    }

    private static void assertHasTheServiceAlone(Path folder) throws IOException {
        List<String> entries = entries(folder);
        assertThat(entries).as("the service's own classes").contains("io/boxbox/maestro/kitchen/Maestro.class");
        assertThat(entries).as("classes that Quarkus generates for the service")
                .anyMatch(entry -> entry.matches("io/boxbox/maestro/configuration/MaestroSettings.*Impl\\.class"));
        assertThat(entries).noneMatch(entry -> entry.startsWith(SIMULATION) || entry.startsWith(TOOLS));
    }

    // Of all jars: the application's, the libraries', and those of what Quarkus generates and transforms.
    private static List<String> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).flatMap(ProductionJarIT::entriesOf).toList();
        }
    }

    private static Stream<String> entriesOf(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream().map(ZipEntry::getName).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }
}
