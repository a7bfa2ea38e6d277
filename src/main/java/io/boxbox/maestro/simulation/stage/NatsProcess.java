package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.boxbox.maestro.simulation.scene.Deed;

/** The NATS server: the stage's own, or somebody else's, which is left alone. Its methods block, and are for one thread. */
final class NatsProcess {

    /** What it is at the moment. */
    enum State {
        RUNNING,
        FROZEN,
        GONE
    }

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final StageOptions options;
    private final Path log;
    private ChildProcess process;
    private volatile State state = State.GONE;

    NatsProcess(StageOptions options) {
        this.options = options;
        this.log = options.data().resolve("nats-server.log");
    }

    State state() {
        return state;
    }

    /** Begins with it: starts it, if it is the stage's own. */
    void open() throws IOException, InterruptedException {
        if (options.natsIsOurs()) {
            launch();
        } else {
            state = State.RUNNING;
        }
    }

    /** @throws CannotBeDoneException if this makes no sense as things are */
    void check(Deed deed) throws CannotBeDoneException {
        switch (deed) {
            case FREEZE_NATS, RESTART_NATS -> be(State.RUNNING);
            case THAW_NATS -> be(State.FROZEN);
            case START_NATS -> be(State.GONE);
            default -> beThere();
        }
    }

    void freeze() throws CannotBeDoneException, IOException, InterruptedException {
        be(State.RUNNING);
        process.freeze();
        state = State.FROZEN;
    }

    void thaw() throws CannotBeDoneException, IOException, InterruptedException {
        be(State.FROZEN);
        process.thaw();
        state = State.RUNNING;
    }

    void kill() throws CannotBeDoneException {
        beThere();
        state = State.GONE;
        process.kill();
    }

    void start() throws CannotBeDoneException, IOException, InterruptedException {
        be(State.GONE);
        launch();
    }

    /** As an operator does it: by SIGTERM. */
    void restart() throws CannotBeDoneException, IOException, InterruptedException {
        be(State.RUNNING);
        state = State.GONE;
        process.terminate();
        if (!process.awaitEnd(PATIENCE)) {
            process.kill();
        }
        launch();
    }

    void close() {
        if (process != null) {
            process.kill();
        }
    }

    private void beThere() throws CannotBeDoneException {
        beOurs();
        if (state == State.GONE) {
            throw new CannotBeDoneException("NATS does not run");
        }
    }

    private void be(State needed) throws CannotBeDoneException {
        beOurs();
        if (state != needed) {
            throw new CannotBeDoneException("NATS is " + switch (state) {
                case RUNNING -> "running";
                case FROZEN -> "frozen";
                case GONE -> "not running";
            });
        }
    }

    private void beOurs() throws CannotBeDoneException {
        if (!options.natsIsOurs()) {
            throw new CannotBeDoneException("NATS is not the stage's own (--nats), and is left alone");
        }
    }

    private void launch() throws IOException, InterruptedException {
        process = ChildProcess.start(List.of(options.natsServer(), "--addr", "127.0.0.1", "--port",
                String.valueOf(options.natsPort()), "--jetstream", "--store_dir",
                options.data().resolve("jetstream").toString(),
                "--log", log.toString()), Map.of(), log);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!greets()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("nats-server did not start: see " + log);
            }
            Thread.sleep(20);
        }
        state = State.RUNNING;
    }

    // A NATS server greets with one line.
    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", options.natsPort()), 500);
            socket.setSoTimeout(500);
            InputStream in = socket.getInputStream();
            return in.read() == 'I';
        } catch (IOException e) {
            return false;
        }
    }
}
