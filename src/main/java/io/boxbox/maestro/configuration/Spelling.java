package io.boxbox.maestro.configuration;

import java.time.Duration;

/** How Quarkus's own properties spell what the service's settings spell differently. */
final class Spelling {

    private Spelling() {
    }

    /** Decimal seconds as an ISO 8601 duration. */
    static String seconds(String seconds) {
        return DecimalSeconds.of(seconds).toString();
    }

    /** Whole milliseconds as an ISO 8601 duration. */
    static String millis(String millis) {
        return Duration.ofMillis(Long.parseLong(millis)).toString();
    }

    /** The host of a {@code host:port}, for who makes it part of a URI without encoding it. */
    static String hostInUri(String address) {
        return address(address).host().replace("[", "%5B").replace("]", "%5D");
    }

    /** The port of a {@code host:port}. */
    static String port(String address) {
        return String.valueOf(address(address).port());
    }

    /** What users write is no expression. */
    static String literal(String value) {
        return value.replace("$", "$$");
    }

    private static HostAndPort address(String address) {
        return HostAndPort.parse(address).orElseThrow();
    }
}
