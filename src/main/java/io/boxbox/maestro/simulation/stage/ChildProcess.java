package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that the stage has started, and that never outlives it: not even if the stage is killed. Thread-safe. */
final class ChildProcess {

    // The shell becomes the program. What it leaves beside it notices that the stage's end of the pipe is gone.
    private static final String WATCHED = "exec 3<&0; { trap '' TERM INT HUP; read -r word <&3 || kill -9 $$; }"
            + " >/dev/null 2>&1 & exec \"$@\" 3<&- </dev/null";

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param variables beside those of this process
     * @param errors where its standard error is appended
     */
    static ChildProcess start(List<String> command, Map<String, String> variables, Path errors) throws IOException {
        List<String> watched = new ArrayList<>(List.of("sh", "-c", WATCHED, "sh"));
        watched.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(watched)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
        builder.environment().putAll(variables);
        return new ChildProcess(builder.start());
    }

    InputStream output() {
        return process.getInputStream();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void whenGone(Runnable action) {
        process.onExit().thenRun(action);
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL, and waits until it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Whether it is gone within this time. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends SIGSTOP. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Sends SIGCONT. */
    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor() != 0) {
            throw new IOException("kill " + signal + " has failed");
        }
    }
}
