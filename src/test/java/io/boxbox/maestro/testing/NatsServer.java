package io.boxbox.maestro.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.nats.NatsServerRunner;

/** A real nats-server with JetStream, on a free port of the loopback interface and in a folder of its own. */
public final class NatsServer implements AutoCloseable {

    private final NatsServerRunner runner;

    public NatsServer() throws IOException {
        Path data = Files.createTempDirectory("maestro-nats-");
        NatsServerRunner.Builder builder = NatsServerRunner.builder()
                .jetstream()
                .customArgs(new String[] { "-a", "127.0.0.1", "-sd", data.toString() });
        binary().ifPresent(path -> builder.executablePath(Path.of(path)));
        runner = builder.build();
    }

    /** The one to run, if not the first on the path. */
    private static Optional<String> binary() {
        return Optional.ofNullable(System.getenv("NATS_SERVER")).filter(path -> !path.isBlank());
    }

    public int port() {
        return runner.getPort();
    }

    public String url() {
        return "nats://127.0.0.1:" + port();
    }

    @Override
    public void close() throws Exception {
        runner.close();
    }
}
