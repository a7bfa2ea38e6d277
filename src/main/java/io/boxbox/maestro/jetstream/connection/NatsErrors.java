package io.boxbox.maestro.jetstream.connection;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

import org.jboss.logging.Logger;

import io.boxbox.maestro.logging.OnceAMinute;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;

/** What the client library reports about one connection: the server's complaints are logged, each kind once a minute. */
public final class NatsErrors implements ErrorListener {

    private static final Logger LOG = Logger.getLogger(NatsErrors.class);

    private final OnceAMinute told;
    private final Predicate<String> others;
    private volatile Exception lastFailure;

    /** @param others says of a complaint whether somebody else has dealt with it */
    NatsErrors(Predicate<String> others) {
        this(new OnceAMinute(), others);
    }

    NatsErrors(OnceAMinute told, Predicate<String> others) {
        this.told = told;
        this.others = others;
    }

    @Override
    public void errorOccurred(Connection source, String error) {
        // A refused login is told by the one who wanted to connect.
        if (isRefusedLogin(error) || others.test(error) || !told.isDue(kind(error))) {
            return;
        }
        if (isOfServices(error)) {
            LOG.infof("NATS does not let Maestro answer `nats micro`: %s. Orders are not affected. src/main/nats/maestro.conf"
                    + " lists the permissions; maestro.nats-service.enabled=false asks for none", error);
        } else {
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
        return Optional.ofNullable(lastFailure).map(NatsErrors::rootCause);
    }

    /** What went wrong at the root, in a line. */
    public static String rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private static boolean isRefusedLogin(String error) {
        return error.toLowerCase(Locale.ROOT).contains("authorization violation");
    }

    // Nothing else of Maestro's answers anybody.
    private static boolean isOfServices(String error) {
        return error.contains("\"$SRV.") || error.contains("\"maestro.kitchen\"") || error.contains("Publish to \"_INBOX.");
    }

    // The rest of a complaint names a subject, and an inbox's is never the same.
    private static String kind(String error) {
        if (isOfServices(error)) {
            return "services";
        }
        int subject = error.indexOf('"');
        return subject < 0 ? error : error.substring(0, subject);
    }

    private static String advice(String error) {
        return error.contains("Permissions Violation")
                ? "; src/main/nats/maestro.conf lists the permissions that Maestro's user needs"
                : "";
    }
}
