package io.boxbox.maestro.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.KeyPairFiles;
import io.boxbox.maestro.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;

/** The tools log in by Maestro's own settings. */
class NatsLoginIT {

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();

    @AfterEach
    void forgetTheSettings() {
        settings.keySet().forEach(System::clearProperty);
    }

    @Test
    void withAPasswordAndKeysOfItsOwnToAServerThatProvesItsName() throws Exception {
        KeyPairFiles server = KeyPairFiles.make(folder, "server", "localhost");
        KeyPairFiles client = KeyPairFiles.make(folder, "client", "maestro");
        try (NatsServer nats = NatsServer.configured("""
                tls { cert_file: "%s", key_file: "%s", ca_file: "%s", verify: true }
                authorization { users: [ { user: operator, password: basilico } ] }
                """.formatted(server.certificate(), server.key(), client.certificate()))) {
            set("maestro.nats.host", "localhost");
            set("maestro.nats.port", String.valueOf(nats.port()));
            set("maestro.nats.username", "operator");
            set("maestro.nats.password", "basilico");
            set("quarkus.messaging.nats.connection.tls-configuration-name", "nats");
            set("quarkus.tls.nats.trust-store.pem.certs", server.certificate().toString());
            assertThatThrownBy(NatsLoginIT::connect).as("without a certificate").isInstanceOf(Exception.class);

            set("quarkus.tls.nats.key-store.p12.path", client.store().toString());
            set("quarkus.tls.nats.key-store.p12.password", KeyPairFiles.PASSWORD);
            assertThat(connect()).contains("localhost:");

            set("maestro.nats.host", "127.0.0.1");
            assertThatThrownBy(NatsLoginIT::connect).as("another name").isInstanceOf(Exception.class);
            set("maestro.nats.host", "localhost");
            set("maestro.nats.password", "origano");
            assertThatThrownBy(NatsLoginIT::connect).as("another password").isInstanceOf(Exception.class);
        }
    }

    private void set(String name, String value) {
        settings.put(name, value);
        System.setProperty(name, value);
    }

    private static String connect() throws Exception {
        try (Connection connection = Nats.connect(NatsLogin.fromSettings().options().build())) {
            return connection.getConnectedUrl();
        }
    }
}
