package io.boxbox.maestro.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.Ports;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;

/**
 * How long each form of the packaged application takes from the start of its process to gRPC SERVING, which is when it can
 * claim orders from NATS, and what it weighs.
 */
public final class StartBenchmark {

    private static final Path JVM = Path.of("target/quarkus-app");
    private static final Path AOT = Path.of("target/aot-app");
    private static final long PATIENCE_IN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long BETWEEN_LOOKS_IN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long UNTIL_IDLE_IN_NANOS = TimeUnit.SECONDS.toNanos(3);

    private record Form(String name, Path folder, List<String> command, long bytes) {
    }

    private record Run(double milliseconds, double residentMiB) {
    }

    private StartBenchmark() {
    }

    /** @param args how many starts of each form count, and whether to record the findings: true or false */
    public static void main(String[] args) throws Exception {
        int runs = Integer.parseInt(args[0]);
        List<Form> forms = forms();
        Map<String, List<Run>> results = new TreeMap<>();
        try (NatsServer nats = new NatsServer()) {
            for (int round = 0; round <= runs; round++) {
                for (Form form : forms) {
                    Run run = start(form, nats.port());
                    // The first round fills the disk's cache, and makes stream and consumer.
                    if (round > 0) {
                        results.computeIfAbsent(form.name(), name -> new ArrayList<>()).add(run);
                    }
                    System.err.printf("%s%s: %.0f ms%n", round == 0 ? "(warming up) " : "", form.name(), run.milliseconds());
                }
            }
        }
        Table table = new Table("form", "to SERVING, median", "fastest to slowest", "of the plain JVM", "resident, idle",
                "on disk");
        double plain = medianStart(results.get(forms.get(0).name()));
        for (Form form : forms) {
            List<Run> of = results.get(form.name());
            DoubleSummaryStatistics starts = of.stream().mapToDouble(Run::milliseconds).summaryStatistics();
            table.row(form.name(), "%.0f ms".formatted(medianStart(of)),
                    "%.0f to %.0f ms".formatted(starts.getMin(), starts.getMax()),
                    "%.2f".formatted(medianStart(of) / plain),
                    "%.0f MiB".formatted(median(of.stream().mapToDouble(Run::residentMiB).sorted().toArray())),
                    "%.0f MB".formatted(form.bytes() / 1e6));
        }
        new Report("Start and size", "script/bench start --runs " + runs, table.markdown())
                .publish(Boolean.parseBoolean(args[1]));
    }

    private static List<Form> forms() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<Form> forms = new ArrayList<>();
        forms.add(new Form("JVM", JVM, List.of(java, Contender.OPTIONS, "-jar", "quarkus-run.jar"), size(JVM)));
        if (Files.exists(AOT.resolve("app.aot"))) {
            forms.add(new Form("JVM with AOT cache", AOT, List.of(java, Contender.OPTIONS, "-XX:AOTCache=app.aot", "-jar",
                    "quarkus-run.jar"), size(AOT)));
        }
        try (Stream<Path> built = Files.list(Path.of("target"))) {
            built.filter(file -> file.toString().endsWith("-runner") && Files.isExecutable(file)).findFirst()
                    .ifPresent(binary -> forms.add(new Form("native", Path.of("."),
                            List.of(binary.toAbsolutePath().toString()), binary.toFile().length())));
        }
        return forms;
    }

    private static Run start(Form form, int natsPort) throws Exception {
        int port = Ports.free();
        ProcessBuilder builder = new ProcessBuilder(form.command()).directory(form.folder().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAESTRO_") || name.startsWith("QUARKUS_"));
        builder.environment().putAll(Map.of("MAESTRO_NATS_HOST", "127.0.0.1", "MAESTRO_NATS_PORT", String.valueOf(natsPort),
                "MAESTRO_GRPC_SERVER_PORT", String.valueOf(port), "MAESTRO_GRPC_SERVER_HOST", "127.0.0.1",
                "QUARKUS_MANAGEMENT_PORT", "0"));
        long begun = System.nanoTime();
        Process process = builder.start();
        try {
            awaitListening(process, port, begun);
            awaitServing(process, port, begun);
            double milliseconds = (System.nanoTime() - begun) / 1e6;
            LockSupport.parkNanos(UNTIL_IDLE_IN_NANOS);
            return new Run(milliseconds, Machine.residentMiB(process.pid()));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void awaitListening(Process process, int port, long begun) throws IOException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException e) {
                lookAgain(process, begun);
            }
        }
    }

    private static void awaitServing(Process process, int port, long begun) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            while (!isServing(channel)) {
                lookAgain(process, begun);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean isServing(ManagedChannel channel) {
        try {
            return HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance())
                    .getStatus() == ServingStatus.SERVING;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private static void lookAgain(Process process, long begun) throws IOException {
        if (!process.isAlive() || System.nanoTime() - begun > PATIENCE_IN_NANOS) {
            throw new IOException("Maestro " + (process.isAlive() ? "is not SERVING after a minute" : "ended at once"));
        }
        LockSupport.parkNanos(BETWEEN_LOOKS_IN_NANOS);
    }

    private static double medianStart(List<Run> runs) {
        return median(runs.stream().mapToDouble(Run::milliseconds).sorted().toArray());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
