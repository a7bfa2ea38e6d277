package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jboss.logging.Logger;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;

/** What the client library reports about one connection: the server's complaints are logged, each kind once a minute. */
final class NatsErrors implements ErrorListener {

    private static final Logger LOG = Logger.getLogger(NatsErrors.class);
    private static final long QUIET_IN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> lastLogged = new ConcurrentHashMap<>();
    private volatile Exception lastFailure;

    @Override
    public void errorOccurred(Connection source, String error) {
        // A refused login is told by whoever wanted to connect.
        if (!isRefusedLogin(error) && isDue(kind(error))) {
            LOG.warnf("NATS reports: %s%s", error, advice(error));
        }
    }

    @Override
    public void exceptionOccurred(Connection source, Exception failure) {
        lastFailure = failure;
        LOG.debugf(failure, "NATS client");
    }

    /** Why the last attempt to connect went wrong, where the library knows. */
    Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure).map(Broker::reason);
    }

    private static boolean isRefusedLogin(String error) {
        return error.toLowerCase(Locale.ROOT).contains("authorization violation");
    }

    private boolean isDue(String kind) {
        long now = System.nanoTime();
        return now == lastLogged.compute(kind, (same, last) -> last == null || now - last >= QUIET_IN_NANOS ? now : last);
    }

    // The rest of a complaint names a subject, and an inbox's is never the same.
    private static String kind(String error) {
        int subject = error.indexOf('"');
        return subject < 0 ? error : error.substring(0, subject);
    }

    private static String advice(String error) {
        return error.contains("Permissions Violation")
                ? "; src/main/nats/maestro.conf lists the permissions that Maestro's user needs"
                : "";
    }
}
