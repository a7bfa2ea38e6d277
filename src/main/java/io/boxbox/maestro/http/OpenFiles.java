package io.boxbox.maestro.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.runtime.ImageMode;

/** How many connections the limit of open files leaves room for. */
final class OpenFiles {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern SOFT_LIMIT = Pattern.compile("Max open files\\s+(\\d+).*");
    // The JVM keeps its own libraries open, and opens the application's jars again, some at a time, when it needs a class.
    private static final int OF_THE_JVM = 128;
    private static final int OF_A_NATIVE_BINARY = 64;
    private static final int PORTS = 2;
    private static final int FEWEST = 8;
    private static final int MOST = 10_000;

    private OpenFiles() {
    }

    /** For each of the two ports, with room left for what else the process opens. */
    static int connectionsOfAPort() {
        return connectionsOfAPort(limit(), ImageMode.current() == ImageMode.JVM ? OF_THE_JVM : OF_A_NATIVE_BINARY);
    }

    static int connectionsOfAPort(OptionalInt limit, int others) {
        return Math.max(FEWEST, Math.min(MOST, (limit.orElse(Integer.MAX_VALUE) - others) / PORTS));
    }

    /** Empty where there is none, or the system does not say it in this way. */
    static OptionalInt limit() {
        try {
            return limit(Files.readAllLines(LIMITS));
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    static OptionalInt limit(List<String> limits) {
        return limits.stream().map(SOFT_LIMIT::matcher).filter(Matcher::matches)
                .mapToInt(found -> (int) Math.min(Integer.MAX_VALUE, Long.parseLong(found.group(1)))).findFirst();
    }
}
