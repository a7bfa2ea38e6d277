package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.PackagedMaestro;

/**
 * The workshop as a reader goes through it: each block of commands is pasted into a shell, one shell for each exercise, and
 * what is printed is held against what the document says that one sees.
 */
@Tag("workshop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkshopIT {

    private static final Path DOCUMENT = Path.of("docs/workshop.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^## ");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\n(.*?)^```$(?:\\s*^```text\n(.*?)^```$)?");
    private static final String ANYTHING = "…";
    private static final int AT_A_TIME = 3;
    private static final int FIRST_PORT = 21_000;
    private static final int PORTS = 200;
    private static final long PATIENCE_IN_SECONDS = 180;

    private final ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);

    @TempDir
    Path rooms;

    @TestFactory
    Stream<DynamicTest> theCommandsOfAnExerciseShowWhatIsWritten() throws Exception {
        assumeFalse(PackagedMaestro.isNative(), "the workshop is about the jar");
        build();
        List<String> exercises = HEADING.splitAsStream(Files.readString(DOCUMENT)).skip(1).toList();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < exercises.size(); i++) {
            String exercise = exercises.get(i);
            Path room = rooms.resolve("room-" + i);
            int port = FIRST_PORT + i * PORTS;
            Future<?> run = pool.submit(() -> {
                paste(exercise, room, port);
                return null;
            });
            tests.add(DynamicTest.dynamicTest(exercise.lines().findFirst().orElseThrow(), () -> run.get()));
        }
        assertThat(tests).hasSize(9);
        return tests.stream();
    }

    @AfterAll
    void nothingIsLeft() throws InterruptedException {
        // If one is run once more, all are.
        pool.shutdown();
        assertThat(pool.awaitTermination(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(rooms.toString())))
                .isEmpty();
    }

    // The scripts would do it when first used, all at the same time here.
    private static void build() throws IOException, InterruptedException {
        Process build = new ProcessBuilder("bash", "-euc",
                ". script/lib.sh; require_jdk; build_for_profile demo target/workshop-build.log").inheritIO().start();
        assertThat(build.waitFor()).as("exit code of the build").isZero();
    }

    private static void paste(String exercise, Path room, int port) throws Exception {
        List<MatchResult> blocks = BLOCK.matcher(exercise).results().toList();
        assertThat(blocks).isNotEmpty();
        try (Shell shell = new Shell(room, port)) {
            for (MatchResult block : blocks) {
                List<String> output = shell.paste(block.group(1));
                if (block.group(2) != null) {
                    shows(block, output);
                }
            }
        }
    }

    private static void shows(MatchResult block, List<String> output) {
        int from = 0;
        for (String line : block.group(2).lines().toList()) {
            Pattern expected = Pattern.compile(Stream.of(line.strip().split(ANYTHING, -1)).map(Pattern::quote)
                    .collect(Collectors.joining(".*")));
            int at = from;
            while (at < output.size() && !expected.matcher(output.get(at).strip()).matches()) {
                at++;
            }
            assertThat(at).withFailMessage("%s%n...is followed by%n%s%n...which lacks, in this order: %s", block.group(1),
                    String.join("\n", output), line).isLessThan(output.size());
            from = at + 1;
        }
    }

    /** A bash that is fed from its standard input, as a terminal feeds it. */
    private static final class Shell implements AutoCloseable {

        private static final String END = "--- end of block, status ";

        private final Process bash;
        private final Writer input;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Shell(Path room, int port) throws IOException {
            ProcessBuilder builder = new ProcessBuilder("bash").redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.matches("(MAESTRO|QUARKUS|OTEL)_.*"));
            builder.environment().put("MAESTRO_WORKSHOP", room.toString());
            builder.environment().put("MAESTRO_WORKSHOP_PORT", String.valueOf(port));
            bash = builder.start();
            input = bash.outputWriter(UTF_8);
            BufferedReader reader = bash.inputReader(UTF_8);
            Thread reading = new Thread(() -> reader.lines().forEach(lines::add), "output of " + room.getFileName());
            reading.setDaemon(true);
            reading.start();
        }

        List<String> paste(String commands) throws IOException, InterruptedException {
            input.write(commands + "echo \"" + END + "$?\"\n");
            input.flush();
            List<String> output = new ArrayList<>();
            String next = lines.poll(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
            while (next != null && !next.startsWith(END)) {
                output.add(next);
                next = lines.poll(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(next).withFailMessage("%s%n...ends with %s after%n%s", commands, next, String.join("\n", output))
                    .isEqualTo(END + "0");
            return output;
        }

        @Override
        public void close() throws IOException, InterruptedException {
            input.write("script/workshop end\n");
            input.close();
            bash.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS);
        }
    }
}
