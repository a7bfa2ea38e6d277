package io.boxbox.maestro.configuration;

import java.math.BigDecimal;
import java.time.Duration;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a duration from decimal seconds, exact to the nanosecond: {@code 0.25} is a quarter of one. */
public final class DecimalSeconds implements Converter<Duration> {

    @Override
    public Duration convert(String value) {
        return of(value);
    }

    static Duration of(String seconds) {
        return Duration.ofNanos(new BigDecimal(seconds.strip()).movePointRight(9).longValue());
    }
}
