package io.boxbox.maestro.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process that cooks a rig's orders. */
final class Contender implements AutoCloseable {

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

    private Contender(Process process) {
        this.process = process;
    }

    /** The {@link BareLoop}. */
    static Contender bareLoop(Rig rig, int workers) throws IOException {
        return new Contender(java(List.of(), BareLoop.class, rig.nats().url(), String.valueOf(rig.panettierePort()),
                String.valueOf(workers)).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** The packaged Maestro, with no breaks, no telemetry and no line for each order, unless the variables say otherwise. */
    static Contender maestro(Rig rig, int brigade, Map<String, String> variables) throws IOException {
        List<String> command = new ArrayList<>(List.of(executable()));
        if (System.getProperty("bench.jvm") != null) {
            command.addAll(List.of(System.getProperty("bench.jvm").split(" ")));
        }
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
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
        return new Contender(builder.start());
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

    double residentMiB() {
        return Machine.residentMiB(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
