package io.boxbox.maestro.tools;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;

import io.boxbox.maestro.jetstream.connection.NatsDataPort;
import io.boxbox.maestro.jetstream.connection.VerifiedDataPort;
import io.nats.client.JetStreamOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Reaches NATS as Maestro does, by the same variables, for programs that are not the service. Of Quarkus's TLS registry it
 * reads
 * certificates in PEM and key stores in PKCS #12.
 */
public final class NatsLogin {

    private static final String CONNECTION = "quarkus.messaging.nats.connection.";
    private static final String PEM_CERTIFICATES = "trust-store.pem.certs";
    private static final String TRUST_STORE = "trust-store.p12.";
    private static final String KEY_STORE = "key-store.p12.";

    private final SmallRyeConfig config;

    private NatsLogin(SmallRyeConfig config) {
        this.config = config;
    }

    /**
     * Reads the settings, as environment variables or system properties.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException with one line if one of Maestro's is not allowed
     */
    public static NatsLogin fromSettings() {
        return new NatsLogin(new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors()
                .addDiscoveredConverters().addDiscoveredSources().build());
    }

    /** A setting of Maestro's, or its default. */
    public Optional<String> setting(String name) {
        return config.getOptionalValue(name, String.class);
    }

    /** Where NATS is, without a login. */
    public String servers() {
        return required(CONNECTION + "servers").replaceAll("//[^/,]*@", "//");
    }

    /** What a connection is to be made with; it reconnects for as long as it lives. */
    public Options.Builder options() throws IOException, GeneralSecurityException {
        Options.Builder options = new Options.Builder().servers(required(CONNECTION + "servers").split("\\s*,\\s*"))
                .connectionName("maestro-tools").maxReconnects(-1).dataPortType(NatsDataPort.class.getName());
        setting(CONNECTION + "username")
                .ifPresent(user -> options.userInfo(user, setting(CONNECTION + "password").orElse("")));
        setting(CONNECTION + "token").map(String::toCharArray).ifPresent(options::token);
        setting(CONNECTION + "credential-path").map(Nats::credentials).ifPresent(options::authHandler);
        setting("maestro.nats.nkey-file").map(seed -> Nats.credentials(null, seed)).ifPresent(options::authHandler);
        if (isTlsWanted()) {
            secure(options);
        }
        return options;
    }

    /** Where JetStream's API is. */
    public JetStreamOptions jetStream() {
        JetStreamOptions.Builder options = JetStreamOptions.builder();
        setting("maestro.nats.jetstream-domain").ifPresent(options::domain);
        setting("maestro.nats.jetstream-prefix").ifPresent(options::prefix);
        return options.build();
    }

    private boolean isTlsWanted() {
        return setting(CONNECTION + "ssl-enabled").map(Boolean::valueOf)
                .orElse(setting(CONNECTION + "tls-configuration-name").isPresent() || isTlsFirst())
                || required(CONNECTION + "servers").matches("(?i).*\\b(tls|wss)://.*");
    }

    private boolean isTlsFirst() {
        return config.getOptionalValue("maestro.nats.tls-first", Boolean.class).orElse(false);
    }

    private void secure(Options.Builder options) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ownKeys(), trusted(), null);
        options.sslContext(context).dataPortType(VerifiedDataPort.class.getName())
                .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
        if (isTlsFirst()) {
            options.tlsFirst();
        }
    }

    private KeyManager[] ownKeys() throws IOException, GeneralSecurityException {
        Optional<String> path = tls(KEY_STORE + "path");
        if (path.isEmpty()) {
            return null;
        }
        char[] password = tls(KEY_STORE + "password").orElse("").toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(new File(path.get()), password), password);
        return keys.getKeyManagers();
    }

    // Without any, what the JVM trusts is trusted.
    private TrustManager[] trusted() throws IOException, GeneralSecurityException {
        KeyStore store = null;
        Optional<String> path = tls(TRUST_STORE + "path");
        if (path.isPresent()) {
            store = KeyStore.getInstance(new File(path.get()), tls(TRUST_STORE + "password").orElse("").toCharArray());
        } else if (tls(PEM_CERTIFICATES).isPresent()) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (String file : tls(PEM_CERTIFICATES).get().split(",")) {
                try (InputStream pem = Files.newInputStream(Path.of(file.strip()))) {
                    for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                        store.setCertificateEntry("certificate-" + store.size(), each);
                    }
                }
            }
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        return trusted.getTrustManagers();
    }

    private Optional<String> tls(String name) {
        return setting("quarkus.tls." + setting(CONNECTION + "tls-configuration-name").map(bucket -> bucket + '.').orElse("")
                + name);
    }

    private String required(String name) {
        return setting(name).orElseThrow();
    }
}
