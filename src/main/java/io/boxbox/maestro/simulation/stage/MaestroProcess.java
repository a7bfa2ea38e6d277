package io.boxbox.maestro.simulation.stage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.boxbox.maestro.kitchen.KitchenEvent;

/** One Maestro of the stage, a process of the packaged application that may come and go. Thread-safe. */
final class MaestroProcess {

    // Of a life as short as a demo's, half would go into compiling what runs well enough without.
    private static final List<String> SMALL_AND_QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m");
    /** As long as Maestro himself takes at most, and a little more. */
    static final Duration TO_LEAVE = Duration.ofSeconds(12);

    private final String letter;
    private final int port;
    private final StageOptions options;
    private final Map<String, String> variables;
    private final Path log;
    private final KitchenLines lines = new KitchenLines();
    private final Consumer<KitchenEvent> kitchen;
    private final Runnable changed;
    private final ScheduledExecutorService scheduler;

    private ChildProcess process;
    private HealthWatch watch;
    private volatile boolean healthy;
    private volatile boolean stays;
    private CompletableFuture<Void> firstHealth = new CompletableFuture<>();

    /**
     * @param letter by which he is called
     * @param variables of his environment, beside those of the stage
     * @param changed is run when he comes, goes, or his health changes
     */
    MaestroProcess(String letter, int port, int probesPort, StageOptions options, Map<String, String> variables,
            Consumer<KitchenEvent> kitchen, Runnable changed, ScheduledExecutorService scheduler) {
        this.letter = letter;
        this.port = port;
        this.options = options;
        this.kitchen = kitchen;
        this.changed = changed;
        this.scheduler = scheduler;
        this.log = options.data().resolve(letter.equals("A") ? "maestro.log" : "maestro-" + letter + ".log");
        this.variables = new HashMap<>(variables);
        this.variables.put("MAESTRO_GRPC_SERVER_PORT", String.valueOf(port));
        this.variables.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(probesPort));
        this.variables.put("QUARKUS_LOG_FILE_PATH", log.toString());
    }

    String letter() {
        return letter;
    }

    String board() {
        return "http://127.0.0.1:" + port + '/';
    }

    Path log() {
        return log;
    }

    /** Whether he is there, and is to stay. */
    boolean stays() {
        return stays && isAlive();
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    Cast.Condition condition() {
        if (!isAlive()) {
            return Cast.Condition.GONE;
        }
        if (!stays) {
            return Cast.Condition.GOING;
        }
        if (healthy) {
            return Cast.Condition.READY;
        }
        return firstHealth.isDone() ? Cast.Condition.NOT_READY : Cast.Condition.COMING;
    }

    boolean isHealthy() {
        return healthy;
    }

    synchronized void start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(options.java());
        command.addAll(SMALL_AND_QUICK);
        command.addAll(List.of("-jar", options.application().resolve("quarkus-run.jar").toString()));
        ChildProcess started = ChildProcess.start(command, variables, log);
        process = started;
        stays = true;
        firstHealth = new CompletableFuture<>();
        started.whenGone(() -> gone(started));
        Thread reader = new Thread(() -> read(started), "maestro-" + letter);
        reader.setDaemon(true);
        reader.start();
        watch = new HealthWatch(port, scheduler, this::health);
        changed.run();
    }

    /** Sends SIGKILL. */
    synchronized void kill() {
        stays = false;
        process.kill();
    }

    /** Sends SIGTERM: he hands back what he has not begun, and goes. */
    synchronized void dismiss() {
        stays = false;
        process.terminate();
        changed.run();
    }

    /** Whether he can claim orders within this time. False at once if he dies before that. Blocks. */
    boolean awaitHealth(Duration patience) throws InterruptedException {
        CompletableFuture<Void> first;
        synchronized (this) {
            first = firstHealth;
        }
        try {
            first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** Waits for him to go, once he was told to; insists in the end. */
    void awaitEnd(Duration patience) throws InterruptedException {
        ChildProcess leaving;
        synchronized (this) {
            leaving = process;
        }
        if (leaving != null && !leaving.awaitEnd(patience)) {
            leaving.kill();
        }
    }

    private void gone(ChildProcess which) {
        synchronized (this) {
            if (process != which) {
                return;
            }
            watch.close();
            healthy = false;
            firstHealth.completeExceptionally(new IOException("ended"));
        }
        changed.run();
    }

    private void health(boolean now) {
        boolean news = now != healthy;
        healthy = now;
        // Only now: who waits for this looks at once whether he is healthy.
        if (now) {
            firstHealth.complete(null);
        }
        if (news) {
            changed.run();
        }
    }

    private void read(ChildProcess from) {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(from.output(), StandardCharsets.UTF_8))) {
            output.lines().forEach(line -> lines.read(line).ifPresent(kitchen));
        } catch (IOException | UncheckedIOException e) {
            // The process is gone, which is told where its end is noticed.
            return;
        }
    }
}
