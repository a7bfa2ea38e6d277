package io.boxbox.maestro.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.boxbox.maestro.testing.PackagedMaestro;

/**
 * Processes of the packaged application: one in each slot, and a new one at once when it is killed or told to stop.
 */
final class Processes implements AutoCloseable {

    private static final int SIGKILL = 128 + 9;
    private static final int SIGTERM = 128 + 15;
    // With as much as the machine has, a process would never be found to hold too much.
    private static final String SMALL_HEAP = "-Xmx256m";
    private static final String OUT_OF_MEMORY = "OutOfMemoryError";

    private final Map<String, String> variables;
    private final Network network;
    private final Path logs;
    private final int brigadeSize;
    private final AtomicReferenceArray<PackagedMaestro> slots;
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService exits = Executors.newCachedThreadPool();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /**
     * @param brigadeSize maestros in each process
     * @param logs a folder that gets what the processes print
     */
    Processes(int slots, int brigadeSize, Network network, Path logs) throws IOException {
        this.network = network;
        this.logs = logs;
        this.brigadeSize = brigadeSize;
        this.slots = new AtomicReferenceArray<>(slots);
        this.variables = Map.of(
                "JDK_JAVA_OPTIONS", SMALL_HEAP,
                "MAESTRO_GRPCSERVER_HOST", "127.0.0.1",
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.001",
                "MAESTRO_PANETTIERE_CLIENT_RETRIES", "2",
                "MAESTRO_PANETTIERE_CLIENT_EXPONENTIAL_BACKOFF_BASE_IN_MILLISECONDS", "20",
                "MAESTRO_PANETTIERE_CLIENT_DEADLINE_IN_SECONDS", "1",
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.2",
                "MAESTRO_HAND_BACK_MAX_DELAY_IN_SECONDS", "1");
        for (int slot = 0; slot < slots; slot++) {
            this.slots.set(slot, start(slot));
        }
    }

    /** Sends SIGKILL. */
    void kill(int slot) throws IOException {
        PackagedMaestro killed = slots.get(slot);
        killed.kill();
        replace(slot);
        exits.execute(() -> awaitExit(killed, SIGKILL));
    }

    /** Sends SIGTERM. */
    void terminate(int slot) throws IOException {
        PackagedMaestro stopping = slots.get(slot);
        stopping.terminate();
        replace(slot);
        exits.execute(() -> awaitExit(stopping, SIGTERM));
    }

    /** Sends SIGSTOP. */
    void freeze(int slot) throws IOException, InterruptedException {
        slots.get(slot).freeze();
    }

    /** Sends SIGCONT. */
    void thaw(int slot) throws IOException, InterruptedException {
        slots.get(slot).thaw();
    }

    /** What the processes did that nobody told them to do, so far. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Tells all of them to stop, and waits until they have. */
    @Override
    public void close() throws InterruptedException {
        List<PackagedMaestro> stopping = new ArrayList<>();
        for (int slot = 0; slot < slots.length(); slot++) {
            stopping.add(slots.get(slot));
        }
        stopping.forEach(PackagedMaestro::terminate);
        stopping.forEach(maestro -> exits.execute(() -> awaitExit(maestro, SIGTERM)));
        exits.shutdown();
        if (!exits.awaitTermination(60, TimeUnit.SECONDS)) {
            failures.add("a process does not stop");
        }
    }

    private void replace(int slot) throws IOException {
        slots.set(slot, start(slot));
    }

    private PackagedMaestro start(int slot) throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MAESTRO_BRIGADE_SIZE", String.valueOf(brigadeSize));
        all.put("MAESTRO_PANETTIERE_CLIENT_ADDRESS", network.panettiereAddress(slot));
        all.put("QUARKUS_MESSAGING_NATS_CONNECTION_SERVERS", network.natsUrls(slot));
        return PackagedMaestro.start(all);
    }

    private void awaitExit(PackagedMaestro maestro, int expectedExitCode) {
        Path log = logs.resolve("maestro-" + started.incrementAndGet() + ".log");
        try (maestro) {
            int exitCode = maestro.awaitExit();
            String output = maestro.output();
            Files.writeString(log, output);
            if (output.contains(OUT_OF_MEMORY)) {
                failures.add("a process was out of memory: " + log);
            }
            if (exitCode != expectedExitCode) {
                failures.add("a process ended with " + exitCode + ", not " + expectedExitCode + ": " + log);
            }
        } catch (AssertionError | IOException e) {
            failures.add(e + ": " + log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
