package io.boxbox.maestro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.boxbox.maestro.testing.Ports;

/** A process that cooks a rig's orders. */
final class Contender implements AutoCloseable {

    /** The options of a JVM in the image, for Maestro and the bare loop alike; an absolute path, for any folder. */
    static final String OPTIONS = "@" + Path.of("src/main/docker/jvm.options").toAbsolutePath();

    private static final Map<String, String> NO_BREAKS = Map.of(
            "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0",
            "MAESTRO_LUNCH_DURATION_IN_SECONDS", "0",
            "MAESTRO_GRPC_SERVER_PORT", "0",
            "MAESTRO_GRPC_SERVER_HOST", "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT", "0");
    private static final Map<String, String> SILENT = Map.of(
            "MAESTRO_OPENTELEMETRY_ENABLED", "false",
            "QUARKUS_LOG_LEVEL", "WARN");

    private final Process process;
    private final JvmAllocations allocations;

    private Contender(Process process, boolean isJvm) {
        this.process = process;
        this.allocations = isJvm ? new JvmAllocations(process.pid()) : null;
    }

    /** The {@link BareLoop}. */
    static Contender bareLoop(Rig rig, int workers) throws IOException {
        return new Contender(java(List.of(OPTIONS), BareLoop.class, rig.nats().url(), String.valueOf(rig.panettierePort()),
                String.valueOf(workers)).redirectOutput(ProcessBuilder.Redirect.DISCARD).start(), true);
    }

    /** The packaged Maestro, with no breaks, no telemetry and no line for each order, unless the variables say otherwise. */
    static Contender maestro(Rig rig, int brigade, Map<String, String> variables) throws IOException {
        List<String> command = List.of(executable(), OPTIONS, "-jar", "target/quarkus-app/quarkus-run.jar");
        return new Contender(inARig(command, rig, brigade, variables), true);
    }

    /** The native binary that the last native build has left, if there is one. */
    static Optional<Path> nativeBinary() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.toString().endsWith("-runner") && Files.isExecutable(file)).findFirst();
        }
    }

    /** The same as {@link #maestro}, natively. */
    static Contender nativeMaestro(Path binary, Rig rig, int brigade) throws IOException {
        return new Contender(inARig(List.of(binary.toString()), rig, brigade, Map.of()), false);
    }

    /** Any program that honours the original's variables, one order at a time. No break may be allowed to it, either. */
    static Contender other(String command, Rig rig) throws IOException {
        return new Contender(inARig(List.of("bash", "-c", "exec " + command), rig, 1, Map.of(
                "MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS", "127.0.0.1:" + rig.panettierePort(),
                "MAESTRO_MAESTRO_SMOKINGDURATIONINSECONDS", "0",
                "MAESTRO_MAESTRO_LUNCHDURATIONINSECONDS", "0",
                "MAESTRO_GRPCSERVER_HOST", "127.0.0.1",
                "MAESTRO_GRPCSERVER_PORT", String.valueOf(Ports.free()))), false);
    }

    private static Process inARig(List<String> command, Rig rig, int brigade, Map<String, String> variables)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_") || name.startsWith("QUARKUS_"));
        Map<String, String> all = new HashMap<>(NO_BREAKS);
        all.putAll(SILENT);
        all.putAll(Map.of("MAESTRO_NATS_HOST", "127.0.0.1", "MAESTRO_NATS_PORT", String.valueOf(rig.nats().port()),
                "MAESTRO_PANETTIERE_CLIENT_ADDRESS", "127.0.0.1:" + rig.panettierePort(),
                "MAESTRO_BRIGADE_SIZE", String.valueOf(brigade)));
        all.putAll(variables);
        builder.environment().putAll(all);
        return builder.start();
    }

    /** A program of this class path, in a process of its own. */
    static ProcessBuilder java(List<String> options, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(executable()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Processor time that it has used so far, in seconds. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException("it is gone")).toNanos() / 1e9;
    }

    /** How often one of its threads has been switched off a processor so far; 0 where the system does not say. */
    long switches() {
        return Machine.switches(process.pid());
    }

    /** What its threads have allocated so far, in bytes; NaN if it is no JVM. */
    double allocatedBytes() {
        return allocations == null ? Double.NaN : allocations.bytes();
    }

    double residentMiB() {
        return Machine.residentMiB(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        if (allocations != null) {
            allocations.close();
        }
        process.destroy();
        process.waitFor();
    }

    /** How one is started. */
    @FunctionalInterface
    interface Entry {

        Contender start(Rig rig, int brigade) throws Exception;
    }
}
