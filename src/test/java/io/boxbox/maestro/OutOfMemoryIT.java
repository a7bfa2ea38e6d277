package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;

/** What a process takes that has no memory left: its leave. */
class OutOfMemoryIT {

    // The exit code of a JVM with -XX:+ExitOnOutOfMemoryError.
    private static final int OUT_OF_MEMORY = 3;
    private static final String LARGE = ",\"note\":\"" + "x".repeat(900_000) + "\"";
    private static final int ORDERS = 150;

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    // The heap of a native binary is set by another name, and its end by an option of the build.
    @Test
    @DisabledIf("isNative")
    void startedAsAPlainJarItEndsAtOnceWhenTheHeapIsFull() throws Exception {
        pizzeria.createConsumer(Duration.ofMinutes(10));
        IntStream.range(0, ORDERS).mapToObj(number -> "large-" + number).forEach(id -> {
            pizzeria.panettiere().hold(id);
            pizzeria.place(id, Pizzeria.order(id, "large", LARGE));
        });

        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m",
                "MAESTRO_BRIGADE_SIZE", "100", "MAESTRO_MAX_IN_FLIGHT_BYTES", "2000000000"))) {
            assertThat(maestro.awaitExit()).as(maestro.output()).isEqualTo(OUT_OF_MEMORY);
            assertThat(maestro.output()).contains("Maestro ends: out of memory.");
        }
    }

    static boolean isNative() {
        return PackagedMaestro.isNative();
    }
}
