package io.boxbox.maestro.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The machine that a figure was measured on. A figure without it means nothing. */
record Machine(String processor, int processors, long memoryInGiB, String system, String java, String natsServer) {

    static Machine here() {
        return new Machine(
                line(Path.of("/proc/cpuinfo"), "model name").or(() -> answer("sysctl", "-n", "machdep.cpu.brand_string"))
                        .orElse(System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(), gibibytes(),
                System.getProperty("os.name") + " " + System.getProperty("os.version").replaceFirst("^(\\d+\\.\\d+).*", "$1"),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                answer(Optional.ofNullable(System.getenv("NATS_SERVER")).orElse("nats-server"), "--version")
                        .map(version -> version.replaceFirst(".*v", "")).orElse("unknown"));
    }

    /** In one sentence, for a person. */
    String description() {
        return "%d × %s, %d GiB, %s; Java: %s; nats-server %s; everything on this one machine".formatted(processors, processor,
                memoryInGiB, system, java, natsServer);
    }

    /** What a process keeps in memory, in MiB. */
    static double residentMiB(long pid) {
        return line(Path.of("/proc", String.valueOf(pid), "status"), "VmRSS").map(value -> value.replace("kB", "").strip())
                .or(() -> answer("ps", "-o", "rss=", "-p", String.valueOf(pid)))
                .map(kibibytes -> Long.parseLong(kibibytes.strip()) / 1024.0)
                .orElseThrow(
                        () -> new IllegalStateException("neither /proc nor ps says how much memory process " + pid + " has"));
    }

    /**
     * How often threads of a process that live now were switched off a processor, whether they waited or not; 0 if nobody says.
     */
    static long switches(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
            return threads.map(thread -> thread.resolve("status")).mapToLong(
                    status -> number(status, "voluntary_ctxt_switches") + number(status, "nonvoluntary_ctxt_switches")).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static long number(Path file, String name) {
        return line(file, name).map(Long::parseLong).orElse(0L);
    }

    private static long gibibytes() {
        return line(Path.of("/proc/meminfo"), "MemTotal").map(value -> Long.parseLong(value.replace("kB", "").strip()) / 1024)
                .or(() -> answer("sysctl", "-n", "hw.memsize").map(bytes -> Long.parseLong(bytes.strip()) >> 20))
                .map(mebibytes -> Math.round(mebibytes / 1024.0)).orElse(0L);
    }

    private static Optional<String> line(Path file, String name) {
        try {
            return Files.readAllLines(file).stream().filter(line -> line.startsWith(name)).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> answer(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
