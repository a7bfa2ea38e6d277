package io.boxbox.maestro.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A process of the packaged application, started as a user starts it: with environment variables. It runs the native binary
 * where the build made one, and the jar otherwise.
 */
public final class PackagedMaestro implements AutoCloseable {

    private static final long PATIENCE_IN_SECONDS = 30;
    private static final List<String> EXCUSED = Stream
            .of("sun.nio.ch.EPoll", "io.quarkus.bootstrap.runner.RunnerClassLoader",
                    "io.netty.channel.socket.nio.NioSocketChannel")
            .map(type -> "\"class\":\"" + type + "\"").toList();
    // What a thread that waits is found in, by the innermost frame of its stack.
    private static final Pattern WAITING = Pattern.compile("\"frames\":\\[\\{\"class\":\"[^\"]+\","
            + "\"method\":\"(park|wait0?|sleep|sleep0|sleepNanos0|read0|connect0|poll)\"");

    private final Process process;
    private final Path output;

    private PackagedMaestro(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it in a pizzeria with one NATS, as a maestro who does not smoke unless the variables say otherwise. */
    public static PackagedMaestro start(Pizzeria pizzeria, Map<String, String> variables) throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.putIfAbsent("MAESTRO_NATS_HOST", "127.0.0.1");
        all.putIfAbsent("MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()));
        all.putIfAbsent("MAESTRO_SMOKING_DURATION_IN_SECONDS", "0");
        all.putIfAbsent("MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address());
        all.putIfAbsent("QUARKUS_MANAGEMENT_PORT", String.valueOf(pizzeria.probePort()));
        return start(all);
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
        Path output = Files.createTempFile("maestro-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_") || name.startsWith("QUARKUS_"));
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
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        return command;
    }

    /** Waits for the process to end by itself, and returns its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Maestro still runs after " + PATIENCE_IN_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** Everything it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Stops it in its tracks, with its connections open. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it. Fails if one of its event loops was ever caught waiting for something, for a tenth of a second or more. */
    @Override
    public void close() throws InterruptedException, IOException {
        process.destroy();
        if (!process.waitFor(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        List<String> waiting = output().lines().filter(PackagedMaestro::isOfAWaitingEventLoop).toList();
        Files.deleteIfExists(output);
        if (!waiting.isEmpty()) {
            throw new AssertionError("An event loop was blocked: " + waiting);
        }
    }

    // A machine that is too busy to let a thread run makes it look blocked as well, but not in a call that waits. Idle loops
    // wait, too, the JVM loads classes wherever they are first used, and Netty connects without waiting.
    private static boolean isOfAWaitingEventLoop(String line) {
        return line.contains("has been blocked") && WAITING.matcher(line).find()
                && EXCUSED.stream().noneMatch(line::contains);
    }
}
