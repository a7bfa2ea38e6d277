package io.boxbox.maestro.simulation.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.simulation.scene.Scene.Baker;
import io.boxbox.maestro.simulation.scene.Scene.Guests;

class SceneRecordTest {

    private static final Scene PLAYED = new Scene("Live", "", Duration.ofHours(1), 2, 2, OptionalLong.of(7),
            Duration.ofSeconds(4), Map.of("maestro.panettiere-client.retries", "3"),
            Optional.of(new Guests(Duration.ofMillis(1_500), Optional.of(Duration.ofSeconds(30)), Duration.ofSeconds(2), 9)),
            new Baker(Duration.ofMillis(100), 0.5, Duration.ofSeconds(11), Duration.ofMillis(1_500), 0.3, 2), List.of(),
            List.of());

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenDownIsASceneThatDoesTheSame() throws IOException {
        Path file = folder.resolve("recorded.yaml");
        Act everything = new Act(Deed.AUTOSCALE, Map.of(Parameter.LAG_PER_MAESTRO, 5, Parameter.LEAST, 1, Parameter.MOST, 3,
                Parameter.COOL_DOWN, Duration.ofSeconds(6)));
        try (SceneRecord record = new SceneRecord(file, PLAYED)) {
            record.write(Duration.ofMillis(1_234), Act.of(Deed.FREEZE_NATS));
            record.write(Duration.ofSeconds(3), new Act(Deed.KILL_MAESTRO, Map.of(Parameter.MAESTRO, "B")));
            record.write(Duration.ofSeconds(4), everything);
        }

        Scene read = SceneReader.read(file);

        assertThat(read.steps()).extracting(Step::at, Step::act).containsExactly(
                tuple(Duration.ofMillis(1_234), Act.of(Deed.FREEZE_NATS)),
                tuple(Duration.ofSeconds(3),
                        new Act(Deed.KILL_MAESTRO, Map.of(Parameter.MAESTRO, "B"))),
                tuple(Duration.ofSeconds(4), everything));
        assertThat(List.of(read.maestros(), read.timeLapse(), read.seed(), read.ackWait(), read.settings(), read.crowd(),
                read.panettiere())).isEqualTo(
                        List.of(PLAYED.maestros(), PLAYED.timeLapse(), PLAYED.seed(), PLAYED.ackWait(), PLAYED.settings(),
                                PLAYED.crowd(), PLAYED.panettiere()));
        assertThat(read.expectations()).isNotEmpty();
    }

    @Test
    void everythingThatCanBeDoneCanBeWrittenDown() throws IOException {
        Path file = folder.resolve("recorded.yaml");
        try (SceneRecord record = new SceneRecord(file, PLAYED)) {
            for (Deed deed : Deed.values()) {
                record.write(Duration.ZERO, Act.of(deed));
            }
        }

        assertThat(SceneReader.read(file).steps()).extracting(step -> step.act().deed()).containsExactly(Deed.values());
    }

    @Test
    void itIsAWholeSceneAtAnyTime() throws IOException {
        Path file = folder.resolve("recorded.yaml");
        try (SceneRecord record = new SceneRecord(file, PLAYED)) {
            assertThat(SceneReader.read(file).steps()).isEmpty();

            record.write(Duration.ZERO, Act.of(Deed.SURGE));

            assertThat(SceneReader.read(file).steps()).hasSize(1);
        }
    }

    @Test
    void noFileIsOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("precious.yaml"), "precious");

        assertThatThrownBy(() -> new SceneRecord(file, PLAYED)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("precious");
    }
}
