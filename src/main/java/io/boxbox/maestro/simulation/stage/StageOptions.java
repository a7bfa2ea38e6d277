package io.boxbox.maestro.simulation.stage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How {@code script/demo} has started the stage.
 *
 * @param length how long a demo lasts; empty if until it is ended
 * @param scene the file of the scene to be played
 * @param record the file to write down what is done
 * @param timeLapse another one than the scene's own
 * @param grpcPort of the first Maestro, as is {@code probesPort}; of others, the next ones that are free
 * @param data a folder for logs and for the data of NATS
 * @param application the folder of the packaged application
 * @param terminal whether there is one: keys, and a line at the bottom
 * @param coloured whether lines are painted
 * @param width of the terminal, in columns
 * @param keyReader the process that passes the keys on, and ends with the stage
 */
record StageOptions(Optional<Duration> length, Optional<Path> scene, Optional<Path> record, Optional<Double> timeLapse,
        String natsHost, int natsPort, boolean natsIsOurs, String natsServer, int grpcPort, int probesPort, Path data,
        Path application, String java, boolean terminal, boolean coloured, int width, Optional<Long> keyReader) {

    /** @param arguments name=value each; the script has checked them */
    static StageOptions of(String[] arguments) {
        Map<String, String> named = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            named.put(parts[0], parts[1]);
        }
        return new StageOptions(
                text(named, "seconds").map(Long::parseLong).filter(seconds -> seconds > 0).map(Duration::ofSeconds),
                text(named, "scene").map(Path::of),
                text(named, "record").map(Path::of),
                text(named, "time-lapse").map(Double::valueOf),
                named.get("nats-host"),
                Integer.parseInt(named.get("nats-port")),
                isSet(named, "nats-is-ours"),
                named.get("nats-server"),
                Integer.parseInt(named.get("grpc-port")),
                Integer.parseInt(named.get("probes-port")),
                Path.of(named.get("data")),
                Path.of(named.get("application")),
                named.get("java"),
                isSet(named, "terminal"),
                isSet(named, "coloured"),
                text(named, "width").map(Integer::parseInt).orElse(80),
                text(named, "key-reader").map(Long::parseLong));
    }

    private static Optional<String> text(Map<String, String> named, String name) {
        return Optional.ofNullable(named.get(name)).filter(text -> !text.isEmpty());
    }

    private static boolean isSet(Map<String, String> named, String name) {
        return "yes".equals(named.get(name));
    }

    String natsUrl() {
        return "nats://" + natsHost + ':' + natsPort;
    }
}
