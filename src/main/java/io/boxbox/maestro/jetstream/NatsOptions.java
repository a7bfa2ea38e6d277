package io.boxbox.maestro.jetstream;

import java.time.Duration;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.ConnectorConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;

/** How to reach NATS and how to log in there: the connector's settings, and Maestro's own for what it has none for. */
@ApplicationScoped
class NatsOptions {

    // Below the usual _INBOX, so that a user who may read there can read Maestro's replies, and Maestro nobody else's.
    private static final String INBOX = "_INBOX.maestro";
    // A server that answers none of two pings is given up at the third: within a second and a half.
    private static final Duration PING_INTERVAL = Duration.ofMillis(500);
    private static final int UNANSWERED_PINGS = 2;
    private static final Duration RECONNECT_WAIT = Duration.ofMillis(500);
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);
    // Otherwise Bouncy Castle, which signs with NKeys, unpacks machine code of its own into the temporary folder: a read-only
    // root file system has none, and a native binary cannot load it.
    private static final String BOUNCY_CASTLE_VARIANT = "org.bouncycastle.native.cpu_variant";

    private final ConnectionConfiguration settings;
    private final MaestroSettings.Nats own;
    private final TlsConfigurationRegistry tls;

    NatsOptions(ConnectorConfiguration configuration, MaestroSettings settings, TlsConfigurationRegistry tls) {
        this.settings = configuration.connection();
        this.own = settings.nats();
        this.tls = tls;
        System.setProperty(BOUNCY_CASTLE_VARIANT, "java");
    }

    /**
     * The options of one connection. Files of keys are read at every login, so that they may be replaced.
     *
     * @throws IllegalStateException if the TLS configuration cannot be used
     */
    Options build(NatsErrors errors) {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                .connectionName("maestro")
                .inboxPrefix(INBOX)
                .connectionTimeout(settings.connectionTimeout().orElse(CONNECTION_TIMEOUT))
                .reconnectWait(settings.connectionBackoff().orElse(RECONNECT_WAIT))
                .maxReconnects(settings.connectionAttempts())
                .pingInterval(PING_INTERVAL)
                .maxPingsOut(UNANSWERED_PINGS)
                .errorListener(settings.errorListener().orElse(errors));
        settings.username().ifPresent(user -> options.userInfo(user, settings.password().orElse("")));
        settings.token().map(String::toCharArray).ifPresent(options::token);
        settings.credentialPath().map(Nats::credentials).ifPresent(options::authHandler);
        own.nkeyFile().map(seed -> Nats.credentials(null, seed)).ifPresent(options::authHandler);
        settings.bufferSize().ifPresent(options::bufferSize);
        if (settings.sslEnabled().orElse(settings.tlsConfigurationName().isPresent())) {
            secure(options);
        }
        return options.build();
    }

    /** Where NATS is, without the user names and passwords that an address may carry. */
    String servers() {
        return settings.servers().stream().map(NatsOptions::withoutLogin).collect(Collectors.joining(", "));
    }

    static String withoutLogin(String url) {
        return url.replaceFirst("//[^/]*@", "//");
    }

    /** What Maestro shows to be let in, for a person to read. No secrets. */
    String login() {
        if (own.nkeyFile().isPresent()) {
            return "the NKey in " + own.nkeyFile().get();
        }
        if (settings.credentialPath().isPresent()) {
            return "the credentials file " + settings.credentialPath().get();
        }
        if (settings.username().isPresent()) {
            return "the user name " + settings.username().get() + " and a password";
        }
        return settings.token().isPresent() ? "a token" : "no user name, token or key in its settings";
    }

    private void secure(Options.Builder options) {
        try {
            TlsConfiguration bucket = TlsConfiguration.from(tls, settings.tlsConfigurationName()).or(tls::getDefault)
                    .orElseThrow(() -> new IllegalStateException("there is none under quarkus.tls"));
            options.sslContext(bucket.createSSLContext());
            if (verifiesHost(bucket)) {
                options.dataPortType(VerifiedDataPort.class.getName())
                        // The other modes resolve the name first and forget it.
                        .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
            }
        } catch (Exception e) {
            throw new IllegalStateException("The TLS configuration for NATS cannot be used: " + e.getMessage());
        }
    }

    private static boolean verifiesHost(TlsConfiguration bucket) {
        return !bucket.isTrustAll() && bucket.getHostnameVerificationAlgorithm().filter("NONE"::equals).isEmpty();
    }
}
