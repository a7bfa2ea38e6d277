package io.boxbox.maestro.simulation.scene;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in a scene: {@code 500ms}, {@code 1.5s}, {@code 2m}. */
final class Durations {

    static final String ALLOWED = "a duration like 500ms, 1.5s or 2m";

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,9})?)(ms|s|m)");

    private Durations() {
    }

    /** Empty if it is none. */
    static Optional<Duration> read(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long nanos = switch (matcher.group(2)) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            default -> 60_000_000_000L;
        };
        return Optional.of(Duration.ofNanos(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos)).longValue()));
    }

    /** The other way round, for any value of a parameter. */
    static String written(Object value) {
        if (!(value instanceof Duration duration)) {
            return String.valueOf(value);
        }
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis()).movePointLeft(3).stripTrailingZeros();
        return (seconds.signum() == 0 ? "0" : seconds.toPlainString()) + 's';
    }
}
