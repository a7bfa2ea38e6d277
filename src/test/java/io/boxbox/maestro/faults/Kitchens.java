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

import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;

/**
 * The maestros: a process of the packaged application in each place, and a new one at once when it is killed or told to go.
 */
final class Kitchens implements AutoCloseable {

    private static final int SIGKILL = 128 + 9;
    private static final int SIGTERM = 128 + 15;

    private final Map<String, String> variables;
    private final MoodyPanettiere panettiere;
    private final Path logs;
    private final int size;
    private final AtomicReferenceArray<PackagedMaestro> places;
    private final AtomicInteger started = new AtomicInteger();
    private final ExecutorService farewells = Executors.newCachedThreadPool();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    /**
     * @param size maestros in each place
     * @param logs a folder that gets what the maestros print
     */
    Kitchens(int places, int size, NatsServer nats, MoodyPanettiere panettiere, Path logs) throws IOException {
        this.panettiere = panettiere;
        this.logs = logs;
        this.size = size;
        this.places = new AtomicReferenceArray<>(places);
        this.variables = Map.of(
                "MAESTRO_NATS_HOST", "127.0.0.1",
                "MAESTRO_NATS_PORT", String.valueOf(nats.port()),
                "MAESTRO_GRPCSERVER_HOST", "127.0.0.1",
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.001",
                "MAESTRO_PANETTIERE_CLIENT_RETRIES", "2",
                "MAESTRO_PANETTIERE_CLIENT_EXPONENTIAL_BACKOFF_BASE_IN_MILLISECONDS", "20",
                "MAESTRO_PANETTIERE_CLIENT_DEADLINE_IN_SECONDS", "1",
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.2",
                "MAESTRO_HAND_BACK_MAX_DELAY_IN_SECONDS", "1");
        for (int place = 0; place < places; place++) {
            this.places.set(place, start(place));
        }
    }

    /** Sends SIGKILL. */
    void kill(int place) throws IOException {
        PackagedMaestro gone = places.get(place);
        gone.kill();
        replace(place);
        farewells.execute(() -> sayFarewell(gone, SIGKILL));
    }

    /** Sends SIGTERM. */
    void terminate(int place) throws IOException {
        PackagedMaestro leaving = places.get(place);
        leaving.terminate();
        replace(place);
        farewells.execute(() -> sayFarewell(leaving, SIGTERM));
    }

    /** Sends SIGSTOP. */
    void freeze(int place) throws IOException, InterruptedException {
        places.get(place).freeze();
    }

    /** Sends SIGCONT. */
    void thaw(int place) throws IOException, InterruptedException {
        places.get(place).thaw();
    }

    /** What maestros did that nobody told them to do, so far. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Tells everybody to go, and waits until they are gone. */
    @Override
    public void close() throws InterruptedException {
        List<PackagedMaestro> leaving = new ArrayList<>();
        for (int place = 0; place < places.length(); place++) {
            leaving.add(places.get(place));
        }
        leaving.forEach(PackagedMaestro::terminate);
        leaving.forEach(maestro -> farewells.execute(() -> sayFarewell(maestro, SIGTERM)));
        farewells.shutdown();
        if (!farewells.awaitTermination(60, TimeUnit.SECONDS)) {
            troubles.add("a maestro does not go");
        }
    }

    private void replace(int place) throws IOException {
        places.set(place, start(place));
    }

    private PackagedMaestro start(int place) throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.put("MAESTRO_BRIGADE_SIZE", String.valueOf(size));
        all.put("MAESTRO_PANETTIERE_CLIENT_ADDRESS", panettiere.door(place));
        return PackagedMaestro.start(all);
    }

    private void sayFarewell(PackagedMaestro maestro, int expectedExitCode) {
        Path log = logs.resolve("maestro-" + started.incrementAndGet() + ".log");
        try (maestro) {
            int exitCode = maestro.awaitExit();
            Files.writeString(log, maestro.output());
            if (exitCode != expectedExitCode) {
                troubles.add("a maestro ended with " + exitCode + ", not " + expectedExitCode + ": " + log);
            }
        } catch (AssertionError | IOException e) {
            troubles.add(e + ": " + log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
