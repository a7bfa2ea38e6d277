package io.boxbox.maestro.configuration;

import static io.boxbox.maestro.configuration.Setting.setting;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All settings of the service, and those of others that it looks at. One that is to be added is declared here or in
 * {@link TelemetrySettings}, gets an accessor in {@link MaestroSettings} if somebody reads it there, and a row in the
 * documents.
 */
public final class Settings {

    private static final String PULL = "quarkus.messaging.nats.streams.ORDERS.pull-consumers."
            + "ORDERS_maestro_new_order_listener_v1.pull-configuration.";
    private static final String PANETTIERE = "quarkus.grpc.clients.panettiere.";

    private static final List<Setting> KITCHEN = List.of(
            setting("maestro.brigade-size", "1", Rule.wholeNumber(1, 100_000)),
            setting("maestro.stagger-lunches", "true", Rule.onOrOff()),
            setting("maestro.seed", Rule.wholeNumber()),
            setting("maestro.time-lapse", "1", Rule.factor()),
            setting("maestro.order-batch-size", "10", Rule.wholeNumber(1))
                    .originally("MAESTRO_MAESTRO_ORDERBATCHSIZE").gives(PULL + "batch-size"),
            setting("maestro.fetch-max-wait-in-seconds", "5", Rule.seconds())
                    .originally("MAESTRO_MAESTRO_FETCHMAXWAITINSECONDS").gives(PULL + "max-expires", Spelling::seconds),
            setting("maestro.smoking-duration-in-seconds", "1", Rule.secondsOrNone())
                    .originally("MAESTRO_MAESTRO_SMOKINGDURATIONINSECONDS"),
            setting("maestro.probability-of-oversmoking", "0.1", Rule.probability())
                    .originally("MAESTRO_MAESTRO_PROBABILITYOFOVERSMOKING"),
            setting("maestro.oversmoking-factor", "1.5", Rule.factor()).originally("MAESTRO_MAESTRO_OVERSMOKINGFACTOR"),
            setting("maestro.period-between-lunch-in-seconds", "60", Rule.seconds())
                    .originally("MAESTRO_MAESTRO_PERIODBETWEENLUNCHINSECONDS"),
            setting("maestro.lunch-duration-in-seconds", "10", Rule.secondsOrNone())
                    .originally("MAESTRO_MAESTRO_LUNCHDURATIONINSECONDS"),
            setting("maestro.kitchen-loops", Rule.wholeNumber(1)),
            setting("maestro.max-connections", Rule.wholeNumber(1)),
            setting("maestro.max-in-flight-bytes", Rule.bytes()),
            setting("maestro.max-deliveries", Rule.wholeNumber(1)),
            setting("maestro.deliver-once", "true", Rule.onOrOff()),
            setting("maestro.leave-within-in-seconds", "8", Rule.secondsOrNone()),
            setting("maestro.hand-back.delay-in-seconds", "1", Rule.seconds()),
            setting("maestro.hand-back.max-delay-in-seconds", "30", Rule.seconds()));

    private static final List<Setting> EDGES = List.of(
            setting("maestro.panettiere-client.address", "localhost:8888", Rule.target())
                    .originally("MAESTRO_MAESTRO_PANETTIERECLIENT_ADDRESS")
                    .gives(PANETTIERE + "host", Spelling::hostInUri)
                    .gives(PANETTIERE + "port", Spelling::port).gives(PANETTIERE + "test-port", Spelling::port),
            setting("maestro.panettiere-client.retries", "5", Rule.wholeNumber(0))
                    .originally("MAESTRO_MAESTRO_PANETTIERECLIENT_RETRIES"),
            setting("maestro.panettiere-client.exponential-backoff-base-in-milliseconds", "100", Rule.wholeNumber(1))
                    .originally("MAESTRO_MAESTRO_PANETTIERECLIENT_EXPONENTIALBACKOFFBASEINMILLISECONDS"),
            setting("maestro.panettiere-client.deadline-in-seconds", "600", Rule.seconds()),
            // What follows from those of NATS follows from several at once: see DerivedSettings.
            setting("maestro.nats.host", "localhost", Rule.natsHost()).originally("MAESTRO_NATS_HOST"),
            setting("maestro.nats.port", "4222", Rule.port()).originally("MAESTRO_NATS_PORT"),
            setting("maestro.nats.use-credentials", "false", Rule.onOrOff()).originally("MAESTRO_NATS_USECREDENTIALS"),
            setting("maestro.nats.username", "nats", Rule.text()).originally("MAESTRO_NATS_USERNAME"),
            setting("maestro.nats.password", "nats", Rule.text()).originally("MAESTRO_NATS_PASSWORD"),
            setting("maestro.nats.nkey-file", Rule.fileWithSeed()),
            setting("maestro.nats.tls-first", "false", Rule.onOrOff()),
            setting("maestro.nats.jetstream-domain", Rule.domain()),
            setting("maestro.nats.jetstream-prefix", Rule.prefix()),
            setting("maestro.nats-service.enabled", "true", Rule.onOrOff()),
            setting("maestro.grpc-server.host", "0.0.0.0", Rule.host()).originally("MAESTRO_GRPCSERVER_HOST")
                    .gives("quarkus.http.host", HostAndPort::withoutBrackets),
            setting("maestro.grpc-server.port", "7777", Rule.port()).originally("MAESTRO_GRPCSERVER_PORT")
                    .gives("quarkus.http.port"),
            setting("maestro.grpc-server.enable-reflection", "true", Rule.onOrOff())
                    .originally("MAESTRO_GRPCSERVER_ENABLEREFLECTION")
                    .gives("quarkus.grpc.server.enable-reflection-service"),
            setting("maestro.replicas.enabled", "true", Rule.onOrOff()),
            setting("maestro.board.enabled", "true", Rule.onOrOff()),
            setting("maestro.board.show-personal-data", "false", Rule.onOrOff()),
            setting("maestro.board.trace-url", Rule.urlWith("{traceId}")));

    private static final List<Setting> OF_THE_CONNECTOR = List.of(
            setting("quarkus.messaging.nats.connection.servers", Rule.servers()),
            setting("quarkus.messaging.nats.connection.credential-path", Rule.fileWithSeed()));

    /** Of these no more than one may be set. */
    static final List<String> EXCLUSIVE = List.of("maestro.nats.jetstream-domain", "maestro.nats.jetstream-prefix");

    /** In the order in which they are checked and derived from. */
    public static final List<Setting> ALL = Stream
            .of(KITCHEN, EDGES, OF_THE_CONNECTOR, TelemetrySettings.OWN, TelemetrySettings.STANDARD)
            .flatMap(List::stream).toList();

    private static final Map<String, Setting> BY_NAME = ALL.stream().collect(Collectors.toMap(Setting::name, one -> one));

    private Settings() {
    }

    static Optional<Setting> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Gives the default where nothing is set. */
    static Function<String, Optional<String>> orDefault(Function<String, Optional<String>> set) {
        return name -> set.apply(name).or(() -> named(name).flatMap(Setting::byDefault));
    }
}
