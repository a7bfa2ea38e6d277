package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.StageMark;
import io.micrometer.registry.otlp.OtlpConfig;
import io.nats.client.Options;

/**
 * What a setting makes somebody look up by name, in the native binary: there, only what is registered can be found. It holds
 * what a native compiler would be given against what the libraries do with our settings, without such a compiler.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeReflectionIT {

    private static final Path SOURCES = Path.of("target/native-sources");

    private final Map<String, JsonNode> registered = new HashMap<>();

    @BeforeAll
    void readWhatIsRegistered() throws IOException {
        try (Stream<Path> jars = Files.walk(SOURCES)) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                read(jar);
            }
        }
        assertThat(registered).as("what is registered for reflection").hasSizeGreaterThan(100);
    }

    // Of a setting that is an enum, Micrometer looks up the method values().
    @Test
    void theValuesOfMicrometersEnumsAreFound() {
        List<Class<?>> enums = Arrays.stream(OtlpConfig.class.getMethods()).flatMap(NativeReflectionIT::enumsOf)
                .filter(type -> type != TimeUnit.class).distinct().toList();

        assertThat(enums).hasSizeGreaterThanOrEqualTo(2).allSatisfy(type -> assertThat(methodsOf(type)).contains("values"));
    }

    @Test
    void classesThatASettingNamesAreFound() throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(file);
        }
        List<String> named = settings.entrySet().stream()
                // Names of beans to leave out of a build are looked for in that build.
                .filter(setting -> !setting.getKey().toString().endsWith("exclude-types"))
                .map(setting -> setting.getValue().toString().strip()).filter(NativeReflectionIT::isClass).toList();

        assertThat(named).contains(Order.class.getName()).allSatisfy(name -> assertThat(registered).containsKey(name));
    }

    // The NATS client makes the port by the name that NatsOptions gives it for TLS, and by that of its own otherwise.
    @Test
    void theClassesByWhichTheNatsClientConnectsCanBeMade() {
        assertThat(List.of("io.boxbox.maestro.jetstream.connection.VerifiedDataPort", Options.DEFAULT_DATA_PORT_TYPE))
                .allSatisfy(name -> assertThat(canBeMade(name)).as(name).isTrue());
    }

    // Netty looks it up as a service.
    @Test
    void theGuardOfConnectionsCanBeMade() {
        assertThat(canBeMade("io.boxbox.maestro.http.ConnectionGuard")).isTrue();
    }

    // Jackson writes them by their accessors and makes them by their constructor.
    @Test
    void whatReplicasTellEachOtherCanBeWrittenAndRead() {
        assertThat(List.of(ReplicaReport.class, StageMark.class)).allSatisfy(type -> {
            assertThat(canBeMade(type.getName())).as(type.getName()).isTrue();
            assertThat(methodsOf(type)).contains(Stream.of(type.getRecordComponents()).map(RecordComponent::getName)
                    .toArray(String[]::new));
        });
    }

    private static Stream<Class<?>> enumsOf(Method setting) {
        List<Type> types = new ArrayList<>(List.of(setting.getGenericReturnType()));
        if (setting.getGenericReturnType() instanceof ParameterizedType generic) {
            types.addAll(List.of(generic.getActualTypeArguments()));
        }
        return types.stream().filter(type -> type instanceof Class<?> one && one.isEnum()).map(type -> (Class<?>) type);
    }

    private static boolean isClass(String value) {
        try {
            Class.forName(value, false, NativeReflectionIT.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private TreeSet<String> methodsOf(Class<?> type) {
        TreeSet<String> methods = new TreeSet<>();
        JsonNode entry = registered.get(type.getName());
        if (entry != null) {
            entry.path("methods").forEach(method -> methods.add(method.path("name").asText()));
            if (entry.path("allDeclaredMethods").asBoolean()) {
                Arrays.stream(type.getDeclaredMethods()).map(Method::getName).forEach(methods::add);
            }
        }
        return methods;
    }

    private boolean canBeMade(String name) {
        JsonNode entry = registered.get(name);
        if (entry == null) {
            return false;
        }
        return entry.path("allDeclaredConstructors").asBoolean() || entry.path("allPublicConstructors").asBoolean()
                || Stream.of(entry.path("methods")).anyMatch(methods -> methods.toString().contains("<init>"));
    }

    private void read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (var entry : file.stream().filter(each -> each.getName().startsWith("META-INF/native-image/")
                    && each.getName().endsWith("reflect-config.json")).toList()) {
                try (InputStream content = file.getInputStream(entry)) {
                    new ObjectMapper().readTree(content).forEach(type -> registered.put(type.path("name").asText(), type));
                }
            }
        }
    }
}
