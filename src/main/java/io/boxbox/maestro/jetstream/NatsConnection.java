package io.boxbox.maestro.jetstream;

import java.io.IOException;
import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;

import org.jboss.logging.Logger;

import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionImpl;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.ConnectorConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;

/**
 * Makes the process's connection to NATS, in the place of the connector's own, which has no setting for how soon a silent
 * server is noticed. It is made at its first use, which blocks; a failure is thrown there, and the next use tries again. Once
 * made, it reconnects by itself for ever.
 */
@ApplicationScoped
class NatsConnection {

    private static final Logger LOG = Logger.getLogger(NatsConnection.class);

    // A server that answers none of two pings is given up at the third: within a second and a half.
    private static final Duration PING_INTERVAL = Duration.ofMillis(500);
    private static final int UNANSWERED_PINGS = 2;
    private static final Duration RECONNECT_WAIT = Duration.ofMillis(500);
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    private final ConnectorConfiguration configuration;
    private final TlsConfigurationRegistry tls;
    private volatile Connection established;

    NatsConnection(ConnectorConfiguration configuration, TlsConfigurationRegistry tls) {
        this.configuration = configuration;
        this.tls = tls;
    }

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    Connection connect() throws IOException, InterruptedException {
        Connection connection = new ConnectionImpl(Nats.connect(options(configuration.connection())));
        established = connection;
        return connection;
    }

    /**
     * Connects anew if the connection seems to be up. A connection that lost a message of its own protocol, as it does when
     * its thread is interrupted, would stay deaf. Blocks for as long as it takes.
     */
    void renew() throws IOException, InterruptedException {
        Connection current = established;
        if (current != null && current.isConnected()) {
            current.forceReconnect();
        }
    }

    void close(@Disposes Connection connection) throws InterruptedException {
        connection.close();
    }

    private Options options(ConnectionConfiguration settings) {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                .connectionName("maestro")
                .connectionTimeout(settings.connectionTimeout().orElse(CONNECTION_TIMEOUT))
                .reconnectWait(settings.connectionBackoff().orElse(RECONNECT_WAIT))
                .maxReconnects(settings.connectionAttempts())
                .pingInterval(PING_INTERVAL)
                .maxPingsOut(UNANSWERED_PINGS)
                .errorListener(settings.errorListener().orElseGet(LoggedErrors::new));
        settings.username().ifPresent(user -> options.userInfo(user, settings.password().orElse("")));
        settings.token().map(String::toCharArray).ifPresent(options::token);
        settings.credentialPath().ifPresent(options::credentialPath);
        settings.bufferSize().ifPresent(options::bufferSize);
        settings.tlsAlgorithm().ifPresent(options::tlsAlgorithm);
        if (settings.sslEnabled().orElse(false)) {
            secure(options, settings);
        }
        return options.build();
    }

    private void secure(Options.Builder options, ConnectionConfiguration settings) {
        TlsConfiguration bucket = settings.tlsConfigurationName().flatMap(tls::get).or(tls::getDefault)
                .orElseThrow(
                        () -> new IllegalStateException("TLS is on for NATS, but quarkus.tls has no configuration for it"));
        try {
            options.opentls().sslContext(bucket.createSSLContext());
        } catch (Exception e) {
            throw new IllegalStateException("The TLS configuration for NATS cannot be used: " + e.getMessage(), e);
        }
    }

    private static final class LoggedErrors implements ErrorListener {

        @Override
        public void errorOccurred(io.nats.client.Connection source, String error) {
            LOG.warnf("NATS reports: %s", error);
        }

        @Override
        public void exceptionOccurred(io.nats.client.Connection source, Exception failure) {
            LOG.debugf(failure, "NATS client");
        }
    }
}
