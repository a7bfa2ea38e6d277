package io.boxbox.maestro.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

/**
 * A process of the packaged application, started as a user starts it: with environment variables. It runs the native binary
 * where the build made one, and the jar otherwise.
 */
public final class PackagedMaestro implements AutoCloseable {

    private static final long PATIENCE_IN_SECONDS = 30;
    private static final int SIGTERM = 128 + 15;
    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";
    // Java's own names of the levels come through, too.
    private static final Pattern WARNING = Pattern.compile("\"level\":\"(WARN|WARNING|ERROR|SEVERE)\"");

    private final Process process;
    private final Path output;
    private final List<BlockedEventLoops.Freeze> freezes = new ArrayList<>();
    private Instant frozenAt;
    private boolean signalled;
    private boolean closed;

    private PackagedMaestro(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * The same, as a container runs it whose root file system is read-only: as user 65532, who finds no folder to write to.
     *
     * @param folder where a copy of the application may be put that this user can read
     */
    public static PackagedMaestro startWithoutAWritableFolder(Pizzeria pizzeria, Path folder, Map<String, String> variables)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        String artefact = command.remove(command.size() - 1);
        Path copy = folder.resolve("application");
        String source = isNative() ? artefact : Path.of(artefact).getParent().toString();
        new ProcessBuilder("cp", "-r", source, copy.toString()).inheritIO().start().waitFor();
        new ProcessBuilder("chmod", "-R", "a+rX", folder.toString()).inheritIO().start().waitFor();
        command.add(isNative() ? copy.toString() : copy.resolve("quarkus-run.jar").toString());
        return start(inPizzeria(pizzeria, variables), ReadOnlySystem.around(command));
    }

    /**
     * Starts it in a pizzeria with one NATS, as a maestro who does not smoke unless the variables say otherwise. It is closed
     * with
     * the pizzeria, if it was not closed before.
     */
    public static PackagedMaestro start(Pizzeria pizzeria, Map<String, String> variables) throws IOException {
        PackagedMaestro maestro = start(inPizzeria(pizzeria, variables));
        pizzeria.closeAtTheEnd(maestro);
        return maestro;
    }

    /** The same, where a process may have only so many files open. */
    public static PackagedMaestro startWithOpenFiles(int most, Pizzeria pizzeria, Map<String, String> variables)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"));
        command.addAll(command());
        PackagedMaestro maestro = start(inPizzeria(pizzeria, variables), command);
        pizzeria.closeAtTheEnd(maestro);
        return maestro;
    }

    private static Map<String, String> inPizzeria(Pizzeria pizzeria, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("MAESTRO_NATS_HOST", "127.0.0.1");
        all.putIfAbsent("MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()));
        all.putIfAbsent("MAESTRO_SMOKING_DURATION_IN_SECONDS", "0");
        all.putIfAbsent("MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address());
        all.putIfAbsent("QUARKUS_MANAGEMENT_PORT", String.valueOf(pizzeria.probePort()));
        return all;
    }

    /** The same, on a port of this machine; returns once it listens there. */
    public static PackagedMaestro startListening(Pizzeria pizzeria, int port, Map<String, String> variables)
            throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MAESTRO_GRPC_SERVER_PORT", String.valueOf(port));
        PackagedMaestro maestro = start(pizzeria, all);
        Awaitility.await("Maestro to listen").atMost(Duration.ofSeconds(PATIENCE_IN_SECONDS)).ignoreExceptions()
                .until(() -> {
                    new Socket("127.0.0.1", port).close();
                    return true;
                });
        return maestro;
    }

    /** Starts it with these variables and none of the ones of this process that are meant for Maestro. */
    public static PackagedMaestro start(Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>(command());
        // A native binary does not read the variable, but knows options of this kind.
        String options = variables.getOrDefault(JVM_OPTIONS, "");
        if (isNative() && !options.isEmpty()) {
            command.addAll(List.of(options.split(" ")));
        }
        return start(variables, command);
    }

    private static PackagedMaestro start(Map<String, String> variables, List<String> command) throws IOException {
        Path output = Files.createTempFile("maestro-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(MAESTRO|QUARKUS|OTEL)_.*"));
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("QUARKUS_MANAGEMENT_PORT", "0");
        all.putIfAbsent("MAESTRO_GRPCSERVER_PORT", "0");
        all.putIfAbsent("MAESTRO_OPENTELEMETRY_ENABLED", "false");
        all.put("QUARKUS_VERTX_MAX_EVENT_LOOP_EXECUTE_TIME", "100ms");
        all.put("QUARKUS_VERTX_BLOCKED_THREAD_CHECK_INTERVAL", "20ms");
        all.put("QUARKUS_VERTX_WARNING_EXCEPTION_TIME", "1ms");
        builder.environment().putAll(all);
        return new PackagedMaestro(builder.start(), output);
    }

    /** Whether it is a native binary. */
    public static boolean isNative() {
        return Files.isExecutable(binary());
    }

    private static Path binary() {
        return Path.of(System.getProperty("native.image.path", "no native binary"));
    }

    private static List<String> command() {
        if (isNative()) {
            return List.of(binary().toString());
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Of a life as short as a test's, half would go into compiling what runs well enough without.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", "target/quarkus-app/quarkus-run.jar"));
        return command;
    }

    /** Waits for the process to end by itself, and returns its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Maestro still runs after " + PATIENCE_IN_SECONDS + " s");
        }
        signalled = true;
        return process.exitValue();
    }

    /** Everything it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** The lines of warnings and errors, but for those about a machine that is slow. */
    public List<String> warnings() throws IOException {
        return output().lines().filter(line -> WARNING.matcher(line).find() && !BlockedEventLoops.isReport(line)).toList();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        signalled = true;
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        signalled = true;
        process.destroyForcibly();
    }

    /** Stops it with SIGSTOP, with its connections open. */
    public synchronized void freeze() throws IOException, InterruptedException {
        frozenAt = Instant.now();
        signal("-STOP");
    }

    /** Lets it go on. */
    public synchronized void thaw() throws IOException, InterruptedException {
        signal("-CONT");
        endFreeze();
    }

    private void endFreeze() {
        if (frozenAt != null) {
            freezes.add(new BlockedEventLoops.Freeze(frozenAt, Instant.now()));
            frozenAt = null;
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
    }

    /**
     * Ends it as a user does. Fails if it had ended by itself, does not end when told to, or ends with another exit code than a
     * signal's; and if one of its event loops was ever caught waiting for something, for a tenth of a second or more, unless
     * that
     * was because the test had frozen it.
     */
    @Override
    public synchronized void close() throws InterruptedException, IOException {
        if (closed) {
            return;
        }
        closed = true;
        String trouble = end();
        process.destroyForcibly().waitFor();
        endFreeze();
        List<String> waiting = BlockedEventLoops.caughtWaiting(output().lines(), freezes);
        Files.deleteIfExists(output);
        if (trouble != null) {
            throw new AssertionError(trouble);
        }
        if (!waiting.isEmpty()) {
            throw new AssertionError("An event loop was blocked: " + waiting);
        }
    }

    // Says what went wrong, if anything did.
    private String end() throws InterruptedException, IOException {
        if (!signalled && !process.isAlive()) {
            return "Maestro ended by itself, with exit code " + process.exitValue() + ":\n" + lastLines();
        }
        process.destroy();
        if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
            return "Maestro was told to end, and still runs after " + PATIENCE_IN_SECONDS + " s:\n" + lastLines();
        }
        return signalled || process.exitValue() == SIGTERM ? null
                : "Maestro was told to end, and did so with exit code " + process.exitValue() + ":\n" + lastLines();
    }

    private String lastLines() throws IOException {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
