package io.boxbox.maestro.simulation.stage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.simulation.scene.Deed;
import io.boxbox.maestro.simulation.scene.Scene;
import io.boxbox.maestro.simulation.scene.SceneReader;
import io.boxbox.maestro.testing.Ports;

/**
 * {@code script/demo} on a real pseudo-terminal, which util-linux's {@code script} provides: keys are pressed, and answers
 * read. It is
 * run on the build that {@code script/demo} has made.
 */
@Tag("stage")
class StageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Process terminal;
    private Path output;

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")) && System.getProperty("os.name").equals("Linux"),
                "there is no program that provides a terminal as it does on Linux");
    }

    @AfterEach
    void end() throws Exception {
        terminal.descendants().forEach(ProcessHandle::destroy);
        if (!terminal.waitFor(30, TimeUnit.SECONDS)) {
            terminal.descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.destroyForcibly();
        }
    }

    @Test
    void keysCauseTroubleAndTheAccountSaysWhatItCost() throws Exception {
        Path recorded = folder.resolve("recorded.yaml");
        open("--record " + recorded);
        see("? help");

        press("z");
        see("the Panettiere is put to sleep", "falls asleep: no dough for now");
        press("z");
        see("the Panettiere is woken", "is awake again");
        press("sics");
        see("the Panettiere becomes slow", "takes requests and never answers", "answers with errors of all sorts");
        press("w");
        see("the Panettiere is well again");
        press("f");
        see("NATS is frozen", "Maestro cannot claim orders");
        press("f");
        see("NATS goes on");
        await("health").atMost(PATIENCE).until(() -> screen().lastIndexOf("Maestro can claim orders") > screen()
                .indexOf("NATS goes on"));
        press("n");
        see("NATS is killed");
        press("n");
        see("NATS is started");
        press("bpdv");
        see("is no order", "always refuses", "placed twice", "a surge of orders");
        press("k");
        see("Maestro is killed", "Maestro is gone");
        press("m");
        see("Maestro is started again");
        await("him").atMost(PATIENCE).until(() -> screen().lastIndexOf("Maestro can claim orders") > screen()
                .indexOf("Maestro is started again"));
        press("+");
        see("a Maestro more", "Maestro B comes", "Maestro B can claim orders", "maestro B1");
        press("-a");
        see("a Maestro less", "Maestro B is gone", "old orders are published again");
        press("t");
        press("?");
        see("Keys:");
        press("q");

        assertThat(exitCode()).as(screen()).isZero();
        assertThat(screen()).contains("What it cost:", "held up orders for", "not_json 1",
                "OK: nothing was lost and nothing came twice");
        // As it was: with echo, and by lines.
        assertThat(screen().substring(screen().indexOf("exit="))).contains(" icanon", " echo ");
        assertThat(processesLeft()).isEmpty();
        Scene scene = SceneReader.read(recorded);
        assertThat(scene.steps()).extracting(step -> step.act().deed()).startsWith(Deed.PUT_PANETTIERE_TO_SLEEP,
                Deed.WAKE_PANETTIERE, Deed.SLOW_PANETTIERE, Deed.SILENCE_PANETTIERE, Deed.CONFUSE_PANETTIERE)
                .contains(Deed.ADD_MAESTRO, Deed.REPLAY);
    }

    @Test
    void theLineAtTheBottomIsNoLongerThanTheTerminalIsWide() throws Exception {
        open("--seconds 4");

        assertThat(exitCode()).as(screen()).isZero();
        List<String> footers = Arrays.stream(screen().split("\r\u001B\\[K"))
                .map(text -> text.replaceAll("\u001B\\[[0-9;]*m", ""))
                .filter(text -> text.contains("? help") && !text.contains("\n")).toList();
        assertThat(footers).isNotEmpty().allSatisfy(footer -> assertThat(footer.strip().length()).isLessThan(60));
    }

    @Test
    void nothingOutlivesAStageThatIsKilled() throws Exception {
        open("--seconds 600");
        see("? help");
        ProcessHandle stage = terminal.descendants().filter(each -> commandLine(each).contains("StageCommand")).findFirst()
                .orElseThrow();
        assertThat(processesLeft()).as("NATS, Maestro and what belongs to them").hasSizeGreaterThan(2);

        stage.destroyForcibly();

        assertThat(exitCode()).isEqualTo(1);
        await("its processes to end").atMost(PATIENCE).untilAsserted(() -> assertThat(processesLeft()).isEmpty());
        assertThat(screen().substring(screen().indexOf("exit="))).contains(" icanon", " echo ");
    }

    private void open(String options) throws IOException {
        output = folder.resolve("screen.txt");
        String command = "stty cols 60 rows 24; script/demo --port " + Ports.free() + ' ' + options
                + "; echo exit=$?; stty -a; echo the end";
        ProcessBuilder builder = new ProcessBuilder("script", "-q", "-f", "-c", command, "/dev/null")
                .redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(MAESTRO|QUARKUS|OTEL)_.*|NO_COLOR"));
        builder.environment().put("MAESTRO_GRPC_SERVER_PORT", String.valueOf(Ports.free()));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", String.valueOf(Ports.free()));
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("TERM", "xterm");
        terminal = builder.start();
    }

    private void press(String keys) throws IOException {
        terminal.getOutputStream().write(keys.getBytes(UTF_8));
        terminal.getOutputStream().flush();
    }

    private void see(String... words) throws IOException {
        for (String each : words) {
            await(each).atMost(PATIENCE).until(() -> screen().contains(each) || !terminal.isAlive());
            assertThat(screen()).contains(each);
        }
    }

    private int exitCode() throws IOException {
        await("the end").atMost(PATIENCE.multipliedBy(2)).until(() -> screen().contains("the end"));
        return Integer.parseInt(screen().replaceFirst("(?s).*exit=(\\d+).*", "$1"));
    }

    private String screen() throws IOException {
        return Files.readString(output);
    }

    // All of them have inherited this folder.
    private List<String> processesLeft() {
        return ProcessHandle.allProcesses().filter(this::isOurs).map(StageIT::commandLine)
                .filter(line -> !line.contains("the end")).toList();
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"), ISO_8859_1)
                    .contains("TMPDIR=" + folder);
        } catch (IOException e) {
            // It is gone, or somebody else's.
            return false;
        }
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }
}
