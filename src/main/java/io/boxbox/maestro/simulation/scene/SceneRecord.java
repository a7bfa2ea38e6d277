package io.boxbox.maestro.simulation.scene;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes down what is done as a scene. After each act the file is a whole scene, whatever ends the process. For one thread.
 */
public final class SceneRecord implements AutoCloseable {

    private final Writer out;

    /**
     * Begins the file, and never overwrites one.
     *
     * @param scene what is played: all of it but its steps and expectations is written down
     * @throws IOException also if there is such a file
     */
    public SceneRecord(Path file, Scene scene) throws IOException {
        out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out.write(head(scene));
        out.flush();
    }

    /** @param at since the curtain rose, in the scene's own time */
    public void write(Duration at, Act act) throws IOException {
        StringBuilder step = new StringBuilder("  - at: " + Durations.written(at) + "\n    do: " + act.deed().inScene() + "\n");
        new TreeMap<>(act.said()).forEach(
                (parameter, value) -> step.append("    ").append(parameter.key()).append(": ")
                        .append(Durations.written(value)).append('\n'));
        out.write(step.toString());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static String head(Scene scene) {
        StringBuilder head = new StringBuilder();
        head.append("title: Recorded\nshows: What somebody did by keys.\n");
        line(head, "", "maestros", scene.maestros());
        line(head, "", "time-lapse", scene.timeLapse());
        scene.seed().ifPresent(seed -> line(head, "", "seed", seed));
        line(head, "", "ack-wait", Durations.written(scene.ackWait()));
        if (!scene.settings().isEmpty()) {
            head.append("settings:\n");
            for (Map.Entry<String, String> setting : new TreeMap<>(scene.settings()).entrySet()) {
                line(head, "  ", setting.getKey(), '\'' + setting.getValue().replace("'", "''") + '\'');
            }
        }
        scene.crowd().ifPresent(crowd -> {
            head.append("crowd:\n");
            line(head, "  ", "order-every", Durations.written(crowd.orderEvery()));
            crowd.surgeEvery().ifPresent(every -> line(head, "  ", "surge-every", Durations.written(every)));
            line(head, "  ", "surge-within", Durations.written(crowd.surgeWithin()));
            line(head, "  ", "surge-count", crowd.surgeCount());
        });
        head.append("panettiere:\n");
        line(head, "  ", "time-per-dough", Durations.written(scene.panettiere().timePerDough()));
        line(head, "  ", "variance", scene.panettiere().variance());
        if (!scene.panettiere().sleepsEvery().isZero()) {
            line(head, "  ", "sleeps-every", Durations.written(scene.panettiere().sleepsEvery()));
            line(head, "  ", "sleeps-for", Durations.written(scene.panettiere().sleepsFor()));
            line(head, "  ", "oversleeps", scene.panettiere().oversleeps());
            line(head, "  ", "oversleeping-factor", scene.panettiere().oversleepingFactor());
        }
        head.append("expect:\n");
        if (scene.crowd().isPresent()) {
            line(head, "  ", "delivered", "all");
        }
        line(head, "  ", "duplicates", 0);
        return head.append("steps:\n").toString();
    }

    private static void line(StringBuilder text, String indent, String name, Object value) {
        text.append(indent).append(name).append(": ").append(value).append('\n');
    }
}
