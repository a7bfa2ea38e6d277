package io.boxbox.maestro.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Holds the table and the arrows of docs/architecture.md. */
class ArchitectureTest {

    private static final String ROOT = "io.boxbox.maestro";
    private static final String[] NATS = { "io.nats..", "io.quarkiverse.reactive.messaging.nats.." };
    private static final String[] GRPC = { "io.grpc..", "io.quarkus.grpc..", "io.boxbox.panettiere.v1..",
            "io.boxbox.maestro.v1.." };
    private static final String[] TELEMETRY = { "io.opentelemetry..", "io.quarkus.opentelemetry..", "io.micrometer.." };
    private static final String[] VERTX = { "io.vertx..", "io.netty..", "io.smallrye.common.vertx.." };

    /** Which of our packages each of our packages may know. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("order", Set.of()),
            Map.entry("queue", Set.of()),
            Map.entry("replicas", Set.of()),
            Map.entry("kitchen", Set.of("order", "queue")),
            Map.entry("logging", Set.of()),
            Map.entry("process", Set.of()),
            Map.entry("loop", Set.of("configuration", "kitchen")),
            Map.entry("configuration", Set.of("kitchen")),
            Map.entry("overview", Set.of("configuration", "kitchen", "queue", "replicas")),
            Map.entry("health", Set.of("overview", "queue")),
            Map.entry("telemetry", Set.of("configuration", "kitchen", "logging", "overview", "queue")),
            Map.entry("board", Set.of("configuration", "kitchen", "order", "overview", "queue", "replicas")),
            Map.entry("panettiere", Set.of("configuration", "kitchen", "logging", "loop", "order")),
            Map.entry("greeting", Set.of()),
            Map.entry("http", Set.of("configuration", "logging")),
            Map.entry("jetstream.connection", Set.of("configuration", "logging", "process")),
            Map.entry("jetstream.tracing", Set.of("jetstream.connection", "order", "queue")),
            Map.entry("jetstream.publishing", Set.of("configuration", "jetstream.connection", "logging")),
            Map.entry("jetstream.inspection", Set.of("order")),
            Map.entry("jetstream.consuming", Set.of("configuration", "jetstream.connection", "jetstream.inspection",
                    "jetstream.publishing",
                    "jetstream.tracing", "kitchen", "loop", "order", "queue")),
            Map.entry("jetstream.failures", Set.of("configuration", "jetstream.connection", "jetstream.consuming",
                    "jetstream.publishing", "jetstream.tracing", "kitchen", "logging", "order", "process", "queue")),
            Map.entry("jetstream.discovery", Set.of("configuration", "jetstream.connection", "kitchen", "overview", "queue")),
            Map.entry("jetstream.reporting", Set.of("configuration", "jetstream.connection", "logging", "loop", "kitchen",
                    "overview", "queue", "replicas")),
            Map.entry("jetstream", Set.of("configuration", "jetstream.consuming", "jetstream.failures",
                    "jetstream.publishing", "jetstream.reporting", "kitchen", "loop", "order", "queue")));

    private static final Path MAIN = Path.of("target/classes");
    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/maestro/simulation/")
                    && !location.contains("/maestro/tools/") && !location.contains("/maestro/v1/"))
            .importPath(MAIN.resolve("io/boxbox/maestro"));

    @TestFactory
    Stream<DynamicTest> aPackageKnowsThoseOfItsArrowsOnly() {
        return ARROWS.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
            String[] others = packages(name -> !entry.getValue().contains(name) && !entry.getKey().equals(name));
            noClasses().that().resideInAPackage(ROOT + "." + entry.getKey())
                    .should().dependOnClassesThat().resideInAnyPackage(others)
                    .check(SERVICE);
        }));
    }

    @Test
    void everyPackageHasItsArrows() {
        Set<String> found = new TreeSet<>();
        SERVICE.forEach(each -> found.add(each.getPackageName()));

        assertThat(found).containsExactlyInAnyOrderElementsOf(
                Stream.concat(Stream.of(ROOT), ARROWS.keySet().stream().map(name -> ROOT + "." + name))
                        .collect(Collectors.toSet()));
    }

    @Test
    void theDomainKnowsNoTechnology() {
        noClasses().that().resideInAnyPackage(packages(Set.of("order", "queue", "kitchen", "replicas")::contains))
                .should().dependOnClassesThat().resideInAnyPackage(all(NATS, GRPC, TELEMETRY, VERTX))
                .orShould().dependOnClassesThat().resideInAnyPackage("io.quarkus..", "org.eclipse.microprofile..",
                        "jakarta.enterprise..")
                .check(SERVICE);
    }

    @Test
    void onlyTheAdapterKnowsNats() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".jetstream..")
                .should().dependOnClassesThat().resideInAnyPackage(NATS)
                .check(SERVICE);
    }

    @Test
    void grpcIsKnownWhereItIsSpoken() {
        noClasses().that().resideOutsideOfPackages(packages(Set.of("panettiere", "greeting", "health", "telemetry")::contains))
                .should().dependOnClassesThat().resideInAnyPackage(GRPC)
                .check(SERVICE);
    }

    @Test
    void theServiceKnowsNothingOfItsSimulationAndItsTools() {
        classes().should().onlyDependOnClassesThat(DescribedPredicate.not(
                JavaClass.Predicates.resideInAnyPackage(ROOT + ".simulation..", ROOT + ".tools..")))
                .check(SERVICE);
    }

    @Test
    void aSceneIsReadAndJudgedWithoutAStage() {
        noClasses().that().resideInAPackage(ROOT + ".simulation.scene")
                .should().dependOnClassesThat().resideInAnyPackage(all(NATS, GRPC, TELEMETRY, VERTX))
                .orShould().dependOnClassesThat().resideInAnyPackage(ROOT + ".simulation.stage", ROOT + ".simulation.crowd",
                        ROOT + ".simulation.panettiere")
                .check(new ClassFileImporter().importPath(MAIN.resolve("io/boxbox/maestro/simulation")));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(SERVICE);
    }

    @Test
    void classesOfTheAdapterAndOfTheKitchenHaveNoCycles() {
        slices().assignedFrom(new TopLevelClass(Set.of(".jetstream", ".kitchen", ".queue", ".replicas"))).should()
                .beFreeOfCycles()
                .check(SERVICE);
    }

    @Test
    void noClassOfTheTestsIsNamedLikeOneOfTheService() throws IOException {
        assertThat(sources("src/test/java")).doesNotContainAnyElementsOf(sources("src/main/java"));
    }

    private static Set<String> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String[] packages(java.util.function.Predicate<String> which) {
        return ARROWS.keySet().stream().filter(which).map(name -> ROOT + "." + name).toArray(String[]::new);
    }

    private static String[] all(String[]... groups) {
        return Stream.of(groups).flatMap(Stream::of).toArray(String[]::new);
    }

    /** Each class is a slice, with the classes in it. */
    private record TopLevelClass(Set<String> packages) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass each) {
            boolean ofThese = packages.stream().anyMatch(name -> each.getPackageName().startsWith(ROOT + name));
            return ofThese ? SliceIdentifier.of(each.getName().replaceFirst("\\$.*", "")) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "top-level classes of " + packages;
        }
    }
}
