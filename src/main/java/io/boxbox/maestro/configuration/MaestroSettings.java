package io.boxbox.maestro.configuration;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/**
 * The service's own settings, by the names of the specification (section Configuration). Durations are decimal seconds. What
 * each may be is checked by {@link SettingsCheck} before anyone can read it here.
 */
@ConfigMapping(prefix = "maestro")
public interface MaestroSettings {

    /** Maestros in this process: 1 to 100000. */
    @WithDefault("1")
    int brigadeSize();

    /** Whether the first lunches of a brigade are spread over the first period; if not, all go together. */
    @WithDefault("true")
    boolean staggerLunches();

    /** What makes every human choice repeatable; drawn at the start if not set. */
    OptionalLong seed();

    /** How much faster than life people live: at least 1. Divides every human duration. */
    @WithDefault("1")
    double timeLapse();

    /** Orders that one maestro may claim at once: 1 to 10000. */
    @WithDefault("10")
    int orderBatchSize();

    /** How long a claim waits for orders: more than 0. */
    @WithDefault("5")
    @WithConverter(DecimalSeconds.class)
    Duration fetchMaxWaitInSeconds();

    /** A plain smoke after an order; 0 for none. */
    @WithDefault("1")
    @WithConverter(DecimalSeconds.class)
    Duration smokingDurationInSeconds();

    /** Chance that a smoke is an oversmoke: 0.0 to 1.0. */
    @WithDefault("0.1")
    double probabilityOfOversmoking();

    /** How many times longer an oversmoke is: at least 1. */
    @WithDefault("1.5")
    double oversmokingFactor();

    /** From the start, or the end of a lunch, until the next is due: more than 0. */
    @WithDefault("60")
    @WithConverter(DecimalSeconds.class)
    Duration periodBetweenLunchInSeconds();

    /** A lunch; 0 for none. */
    @WithDefault("10")
    @WithConverter(DecimalSeconds.class)
    Duration lunchDurationInSeconds();

    /** How long the order in hand may take to be finished when the process is told to end; 0 for not at all. */
    @WithDefault("8")
    @WithConverter(DecimalSeconds.class)
    Duration leaveWithinInSeconds();

    /** Deliveries after which an order that was never cooked becomes a dead letter: at least 1; without limit if not set. */
    OptionalInt maxDeliveries();

    /**
     * Whether an order id is delivered only once for ever. False for streams whose order ids are reused: then only the
     * stream's duplicate window keeps a redelivered order from being delivered twice.
     */
    @WithDefault("true")
    boolean deliverOnce();

    /** When an order that cannot be cooked now is offered again. */
    HandBack handBack();

    /** The client of the Panettiere. */
    PanettiereClient panettiereClient();

    /** The NATS server; the connector's own {@code quarkus.messaging.nats.connection.*} win where set. */
    Nats nats();

    /** Where {@code SayHello}, gRPC health and reflection are served. */
    GrpcServer grpcServer();

    /** Where traces, metrics and logs go. */
    @WithName("opentelemetry")
    OpenTelemetry openTelemetry();

    /** The page that shows the kitchen. */
    Board board();

    /** See {@link MaestroSettings#board()}. */
    interface Board {

        /** Whether the page and its data are served. */
        @WithDefault("true")
        boolean enabled();

        /** Whether it shows what is personal: who ordered, where to, and what the Panettiere or a flaw says of an order. */
        @WithDefault("false")
        boolean showPersonalData();

        /** Where a trace can be seen, an http or https URL with {@code {traceId}} in it; no links if not set. */
        Optional<String> traceUrl();
    }

    /** See {@link MaestroSettings#handBack()}. */
    interface HandBack {

        /** Delay after the first delivery; doubles with each further one. More than 0. */
        @WithDefault("1")
        @WithConverter(DecimalSeconds.class)
        Duration delayInSeconds();

        /** Where the doubling ends: more than 0. */
        @WithDefault("30")
        @WithConverter(DecimalSeconds.class)
        Duration maxDelayInSeconds();
    }

    /** See {@link MaestroSettings#panettiereClient()}. */
    interface PanettiereClient {

        /** Where the Panettiere listens, as {@code host:port}; plaintext HTTP/2. */
        @WithDefault("localhost:8888")
        String address();

        /** How often an unanswered request for dough is repeated: 0 or more. */
        @WithDefault("5")
        int retries();

        /** Pause before the first repetition; doubles with each further one. In milliseconds, more than 0. */
        @WithDefault("100")
        long exponentialBackoffBaseInMilliseconds();

        /** How long one request for dough may take: more than 0. */
        @WithDefault("30")
        @WithConverter(DecimalSeconds.class)
        Duration deadlineInSeconds();
    }

    /** See {@link MaestroSettings#nats()}. */
    interface Nats {

        /** Name or address. */
        @WithDefault("localhost")
        String host();

        /** 0 to 65535. */
        @WithDefault("4222")
        int port();

        /** Whether user name and password are sent. */
        @WithDefault("false")
        boolean useCredentials();

        /** Sent only with {@link #useCredentials()}. */
        Optional<String> username();

        /** Sent only with {@link #useCredentials()}. */
        Optional<String> password();

        /** File with the seed of the user's NKey, to log in with that key; read at every login. */
        Optional<String> nkeyFile();
    }

    /** See {@link MaestroSettings#grpcServer()}. */
    interface GrpcServer {

        /** Address to listen on. */
        @WithDefault("0.0.0.0")
        String host();

        /** Port to listen on, 0 for a free one. */
        @WithDefault("7777")
        int port();

        /** Whether gRPC server reflection is served. */
        @WithDefault("true")
        boolean enableReflection();
    }

    /** See {@link MaestroSettings#openTelemetry()}. */
    interface OpenTelemetry {

        /** False silences the export of traces, metrics and logs. */
        @WithDefault("true")
        boolean enabled();

        /** An OTLP collector's gRPC port, as {@code host:port}; metrics go to port 4318 of the same host. */
        @WithDefault("localhost:4317")
        String endpoint();
    }
}
