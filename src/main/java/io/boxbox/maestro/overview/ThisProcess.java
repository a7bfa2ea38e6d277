package io.boxbox.maestro.overview;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.boxbox.maestro.kitchen.MaestroState;
import io.boxbox.maestro.queue.InFlightOrders;
import io.boxbox.maestro.replicas.ReplicaReport;

/** This process as others know it. May be asked from any thread. */
@Singleton
public class ThisProcess {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int BYTES_OF_AN_ID = 4;

    private final String id;
    private final String name;
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final MaestroStates maestros;
    private final InFlightOrders inFlight;
    private final OrderCounts orders;
    private final DependencyStatus dependencies;

    ThisProcess(MaestroStates maestros, InFlightOrders inFlight, OrderCounts orders, DependencyStatus dependencies,
            @ConfigProperty(name = "quarkus.http.port") int plainPort,
            @ConfigProperty(name = "quarkus.http.ssl-port", defaultValue = "8443") int tlsPort,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String plain) {
        this.maestros = maestros;
        this.inFlight = inFlight;
        this.orders = orders;
        this.dependencies = dependencies;
        byte[] random = new byte[BYTES_OF_AN_ID];
        new SecureRandom().nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
        int port = plain.equals("disabled") ? tlsPort : plainPort;
        // A port that the system chooses is not known yet.
        this.name = port > 0 ? host() + ":" + port : host();
    }

    /** What it is doing now. Not said to be leaving. */
    public ReplicaReport report() {
        return new ReplicaReport(id, name, since, maestros.size(), maestros.count(MaestroState.IDLE),
                maestros.count(MaestroState.PROCESSING), maestros.count(MaestroState.SMOKING),
                maestros.count(MaestroState.LUNCHING), inFlight.count(), orders.delivered(), orders.handedBack(),
                orders.deadLetters(), orders.deliveredLastMinute(), dependencies.queue().consuming(), false);
    }

    // Java's own way would ask the network's name servers, which may take long.
    private static String host() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).map(String::strip).filter(host -> !host.isEmpty())
                .orElseGet(ThisProcess::hostOfTheSystem);
    }

    private static String hostOfTheSystem() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return "maestro";
        }
    }
}
