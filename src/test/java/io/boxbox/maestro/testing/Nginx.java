package io.boxbox.maestro.testing;

import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** A real nginx in front of something, as Debian ships it: it collects answers before it passes them on. */
public final class Nginx implements AutoCloseable {

    private final Process process;
    private final Path folder;
    private final int port;

    private Nginx(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Whether there is one on this machine. */
    public static boolean isThere() {
        return binary().isPresent();
    }

    /**
     * Returns once it listens on a port of this machine.
     *
     * @param server what its configuration says of its one server, besides where it listens
     */
    public static Nginx start(String server) throws IOException {
        int port = Ports.free();
        Path folder = Files.createTempDirectory("nginx-");
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d;
                    %s
                  }
                }
                """.formatted(port, server));
        Process process = new ProcessBuilder(binary().orElseThrow().toString(), "-p", folder.toString(), "-e", "stderr",
                "-c", configuration.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("nginx.log").toFile()).start();
        Nginx nginx = new Nginx(process, folder, port);
        Awaitility.await("nginx to listen").atMost(Duration.ofSeconds(30)).ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("nginx ended: " + Files.readString(folder.resolve("nginx.log")));
                    }
                    new Socket("127.0.0.1", port).close();
                    return true;
                });
        return nginx;
    }

    // Debian keeps it where an ordinary user's PATH does not lead.
    private static Optional<Path> binary() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public int port() {
        return port;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
