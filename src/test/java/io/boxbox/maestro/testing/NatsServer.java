package io.boxbox.maestro.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import io.nats.NatsServerRunner;

/**
 * A real nats-server with JetStream, on a free port of the loopback interface and in a folder of its own. It can be hurt, and
 * keeps its port and its folder through all of it.
 */
public final class NatsServer implements AutoCloseable {

    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final int port;
    private List<String> configuration;
    private final Path data;
    private String address = "127.0.0.1";
    private NatsServerRunner runner;

    public NatsServer() throws IOException {
        this(Ports.free(), List.of());
        start();
    }

    /** One that listens at ::1 as well. */
    public static NatsServer onIpv6Too() throws IOException {
        NatsServer server = new NatsServer(Ports.free(), List.of());
        server.address = "::";
        server.start();
        return server;
    }

    /** One with lines of configuration of its own. */
    public static NatsServer configured(String configuration) throws IOException {
        NatsServer server = new NatsServer(Ports.free(), configuration.lines().toList());
        server.start();
        return server;
    }

    /** One that is not started yet, with lines of configuration of its own. */
    NatsServer(int port, List<String> configuration) throws IOException {
        this.port = port;
        this.configuration = configuration;
        this.data = Files.createTempDirectory("maestro-nats-");
    }

    /** Starts it again after {@link #kill} or {@link #close}. */
    public void start() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-a", address));
        // A server that is told twice where to store does not start.
        if (configuration.stream().noneMatch(line -> line.strip().startsWith("store_dir"))) {
            arguments.addAll(List.of("-sd", data.toString()));
        }
        NatsServerRunner.Builder builder = NatsServerRunner.builder()
                .port(port)
                .jetstream()
                // It waits for the server's first ping, two seconds for nothing.
                .skipConnectValidate()
                .customArgs(arguments.toArray(String[]::new));
        if (!configuration.isEmpty()) {
            builder.configInserts(configuration.toArray(String[]::new));
        }
        binary().ifPresent(path -> builder.executablePath(Path.of(path)));
        runner = builder.build();
        awaitListening();
    }

    // With much to restore a server takes its time before it listens.
    private void awaitListening() {
        Awaitility.await().pollInterval(BETWEEN_LOOKS).atMost(LONGEST_START).ignoreExceptions().until(() -> {
            new Socket("127.0.0.1", port).close();
            return true;
        });
    }

    /** Starts it again with another configuration. */
    public void restart(String configuration) throws Exception {
        close();
        this.configuration = configuration.lines().toList();
        start();
    }

    /** The one to run, if not the first on the path. */
    private static Optional<String> binary() {
        return Optional.ofNullable(System.getenv("NATS_SERVER")).filter(path -> !path.isBlank());
    }

    /** Whether the one to run is of this version or a later one. Asks the program itself: an old one may not start at all. */
    public static boolean isAtLeast(int major, int minor, int patch) throws IOException {
        Process program = new ProcessBuilder(binary().orElse("nats-server"), "-v").start();
        Matcher version = VERSION.matcher(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        if (!version.find()) {
            throw new IllegalStateException("nats-server does not tell its version");
        }
        return Arrays.compare(version.group().split("\\."), new String[] { "" + major, "" + minor, "" + patch },
                Comparator.comparingInt(Integer::parseInt)) >= 0;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    /** Ends it without a chance to say goodbye. */
    public void kill() {
        ProcessHandle process = process();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Makes it forget everything. Not while it runs. */
    public void loseData() throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
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
        new ProcessBuilder("kill", signal, String.valueOf(process().pid())).start().waitFor();
    }

    // The runner keeps the process to itself.
    private ProcessHandle process() {
        return ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("").contains(data.toString()))
                .findFirst().orElseThrow(() -> new IllegalStateException("No nats-server runs on port " + port));
    }

    @Override
    public void close() throws Exception {
        runner.close();
    }
}
