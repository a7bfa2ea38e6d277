package io.boxbox.maestro.configuration;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;

/**
 * The service's own settings that are read as such, by the names of the specification (section Configuration). Durations are
 * decimal seconds. What each may be, and what it is if nobody sets it, is declared in {@link Settings}; it is checked before
 * anyone can read it here.
 */
@ConfigMapping(prefix = "maestro")
public interface MaestroSettings {

    /** Maestros in this process. */
    int brigadeSize();

    /** Whether the first lunches of a brigade are spread over the first period; if not, all go together. */
    boolean staggerLunches();

    /** What makes every human choice repeatable; drawn at the start if not set. */
    OptionalLong seed();

    /** How much faster than life people live. Divides every human duration. */
    double timeLapse();

    /** Orders that one maestro may claim at once. */
    int orderBatchSize();

    /** How long a claim waits for orders. */
    @WithConverter(DecimalSeconds.class)
    Duration fetchMaxWaitInSeconds();

    /** A plain smoke after an order; 0 for none. */
    @WithConverter(DecimalSeconds.class)
    Duration smokingDurationInSeconds();

    /** Chance that a smoke is an oversmoke. */
    double probabilityOfOversmoking();

    /** How many times longer an oversmoke is. */
    double oversmokingFactor();

    /** From the start, or the end of a lunch, until the next is due. */
    @WithConverter(DecimalSeconds.class)
    Duration periodBetweenLunchInSeconds();

    /** A lunch; 0 for none. */
    @WithConverter(DecimalSeconds.class)
    Duration lunchDurationInSeconds();

    /** How long the order in hand may take to be finished when the process is told to end; 0 for not at all. */
    @WithConverter(DecimalSeconds.class)
    Duration leaveWithinInSeconds();

    /** Event loops over which the maestros are spread, never more than there are maestros; one per processor if not set. */
    OptionalInt kitchenLoops();

    /** Connections to each of the two ports; what the limit of open files leaves room for, if not set. */
    OptionalInt maxConnections();

    /** Bytes of the messages that this process claims and has not settled; a share of the heap if not set. */
    OptionalLong maxInFlightBytes();

    /** Deliveries after which an order that was never cooked becomes a dead letter; without limit if not set. */
    OptionalInt maxDeliveries();

    /**
     * Whether an order id is delivered only once for ever. False for streams whose order ids are reused: then only the
     * stream's duplicate window keeps a redelivered order from being delivered twice.
     */
    boolean deliverOnce();

    /** When an order that cannot be cooked now is offered again. */
    HandBack handBack();

    /** The client of the Panettiere. */
    PanettiereClient panettiereClient();

    /** How to reach the NATS server and to log in there, beyond what its connector knows itself. */
    Nats nats();

    /** What NATS's own tools see of Maestro. */
    NatsService natsService();

    /** See {@link MaestroSettings#natsService()}. */
    interface NatsService {

        /** Whether Maestro answers NATS's services protocol. */
        boolean enabled();
    }

    /** The page that shows the kitchen. */
    Board board();

    /** The other processes that claim from the same consumer. */
    Replicas replicas();

    /** See {@link MaestroSettings#replicas()}. */
    interface Replicas {

        /** Whether processes tell each other over NATS what they are doing. */
        boolean enabled();
    }

    /** See {@link MaestroSettings#board()}. */
    interface Board {

        /** Whether the page and its data are served. */
        boolean enabled();

        /** Whether it shows what is personal: who ordered, where to, and what the Panettiere or a flaw says of an order. */
        boolean showPersonalData();

        /** Where a trace can be seen, a URL with {@code {traceId}} in it; no links if not set. */
        Optional<String> traceUrl();
    }

    /** See {@link MaestroSettings#handBack()}. */
    interface HandBack {

        /** Delay after the first delivery; doubles with each further one. */
        @WithConverter(DecimalSeconds.class)
        Duration delayInSeconds();

        /** Where the doubling ends. */
        @WithConverter(DecimalSeconds.class)
        Duration maxDelayInSeconds();
    }

    /** See {@link MaestroSettings#panettiereClient()}. */
    interface PanettiereClient {

        /** How often dough is asked for while the Panettiere sleeps, the first call included; 0 is 1. */
        int retries();

        /** Pause before the first repetition; doubles with each further one. In milliseconds. */
        long exponentialBackoffBaseInMilliseconds();

        /** How long one request for dough may take. One who is gone is noticed sooner. */
        @WithConverter(DecimalSeconds.class)
        Duration deadlineInSeconds();
    }

    /** See {@link MaestroSettings#nats()}. */
    interface Nats {

        /** File with the seed of the user's NKey, to log in with that key; read at every login. */
        Optional<String> nkeyFile();

        /** Whether the server begins with TLS ({@code handshake_first}), instead of saying first that it wants it. */
        boolean tlsFirst();

        /** The JetStream domain of the stream, if that is another than the server's own. */
        Optional<String> jetstreamDomain();

        /** What the subjects of JetStream's API begin with, if not with {@code $JS.API}. */
        Optional<String> jetstreamPrefix();
    }
}
