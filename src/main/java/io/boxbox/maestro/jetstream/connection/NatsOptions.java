package io.boxbox.maestro.jetstream.connection;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.configuration.ConnectorConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;

import javax.net.ssl.SSLContext;

/** How to reach NATS and how to log in there: the connector's settings, and Maestro's own for what it has none for. */
@ApplicationScoped
public class NatsOptions {

    // Below the usual _INBOX, so that a user who may read there can read Maestro's replies, and Maestro no others.
    private static final String INBOX = "_INBOX.maestro";
    // A server that is there answers each ping, so a connection that brings nothing at all for three of them is dead. One that
    // is slow brings something all the time, though the answer to a ping may wait for minutes behind what comes before it: so
    // unanswered pings are not counted.
    private static final Duration PING_INTERVAL = Duration.ofMillis(500);
    private static final int LONGEST_SILENCE_IN_MILLIS = 1_500;
    private static final int ANY_NUMBER = 0;
    private static final Duration RECONNECT_WAIT = Duration.ofMillis(500);
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);
    // Otherwise Bouncy Castle, which signs with NKeys, unpacks machine code of its own into the temporary folder: a read-only
    // root file system has none, and a native binary cannot load it.
    private static final String BOUNCY_CASTLE_VARIANT = "org.bouncycastle.native.cpu_variant";

    private static final String ORIGINALS_LOGIN = "nats";

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
        return options(errors).build();
    }

    /** The same with the login that the original always sends, for a server that accepts no client without one. */
    Options buildWithOriginalsLogin(NatsErrors errors) {
        return options(errors).userInfo(ORIGINALS_LOGIN, ORIGINALS_LOGIN).build();
    }

    /** Whether there is anything to show to be let in. */
    boolean hasLogin() {
        return settings.username().isPresent() || settings.token().isPresent() || settings.credentialPath().isPresent()
                || own.nkeyFile().isPresent() || settings.servers().stream().anyMatch(url -> url.contains("@"));
    }

    private Options.Builder options(NatsErrors errors) {
        Options.Builder options = new Options.Builder()
                .servers(settings.servers().toArray(String[]::new))
                .connectionName("maestro")
                .executor(new ClientThreads("maestro"))
                .inboxPrefix(INBOX)
                .connectionTimeout(settings.connectionTimeout().orElse(CONNECTION_TIMEOUT))
                .reconnectWait(settings.connectionBackoff().orElse(RECONNECT_WAIT))
                .maxReconnects(settings.connectionAttempts())
                .pingInterval(PING_INTERVAL)
                .maxPingsOut(ANY_NUMBER)
                .socketReadTimeoutMillis(LONGEST_SILENCE_IN_MILLIS)
                // Requests that are made together go out together.
                .dontForceFlushOnRequest()
                .maxControlLine(MessageHead.LONGEST_LINE)
                .dataPortType(dataPort(NatsDataPort.class))
                .errorListener(settings.errorListener().orElse(errors));
        settings.username().ifPresent(user -> options.userInfo(user, settings.password().orElse("")));
        settings.token().map(String::toCharArray).ifPresent(options::token);
        settings.credentialPath().map(Nats::credentials).ifPresent(options::authHandler);
        own.nkeyFile().map(seed -> Nats.credentials(null, seed)).ifPresent(options::authHandler);
        settings.bufferSize().ifPresent(options::bufferSize);
        if (settings.sslEnabled().orElse(settings.tlsConfigurationName().isPresent() || own.tlsFirst())
                || anyServer("tls://") || anyServer("wss://")) {
            secure(options);
        }
        return options;
    }

    private boolean anyServer(String scheme) {
        return settings.servers().stream().anyMatch(url -> url.strip().regionMatches(true, 0, scheme, 0, scheme.length()));
    }

    // In dev mode the library does not know Maestro's classes, and its own have to do.
    private static String dataPort(Class<? extends NatsDataPort> own) {
        try {
            return Class.forName(own.getName(), false, Options.class.getClassLoader()).getName();
        } catch (ClassNotFoundException e) {
            return Options.DEFAULT_DATA_PORT_TYPE;
        }
    }

    /** Where NATS is, without the user names and passwords that an address may carry. */
    String servers() {
        return settings.servers().stream().map(NatsOptions::withoutLogin).collect(Collectors.joining(", "));
    }

    public static String withoutLogin(String url) {
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
        return settings.token().isPresent() ? "a token"
                : "no user name, token or key in its settings, and with the user name nats";
    }

    private void secure(Options.Builder options) {
        try {
            Optional<TlsConfiguration> bucket = TlsConfiguration.from(tls, settings.tlsConfigurationName()).or(tls::getDefault);
            if (bucket.isEmpty() && settings.sslEnabled().isPresent()) {
                throw new IllegalStateException("there is none under quarkus.tls");
            }
            // Without one, what the JVM trusts is trusted.
            options.sslContext(bucket.isPresent() ? bucket.get().createSSLContext() : SSLContext.getDefault());
            if (own.tlsFirst()) {
                options.tlsFirst();
            }
            if (bucket.isEmpty() || verifiesHost(bucket.get())) {
                options.dataPortType(dataPort(VerifiedDataPort.class))
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
