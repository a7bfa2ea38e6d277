package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.ScriptedPanettiere;

/** The Panettiere's host gets another address, as when its container is replaced. */
class PanettiereMovesIT {

    @TempDir
    Path folder;

    @Test
    void maestroFollowsHimToHisNewAddress() throws Exception {
        assumeFalse(PackagedMaestro.isNative(), "a native binary takes no hosts file of its own");
        Path hosts = folder.resolve("hosts");
        Files.writeString(hosts, "127.0.0.2 bakery\n");
        try (Pizzeria pizzeria = Pizzeria.open();
                ScriptedPanettiere before = new ScriptedPanettiere("127.0.0.2", 0);
                PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of(
                        "MAESTRO_PANETTIERE_CLIENT_ADDRESS", "bakery:" + before.port(),
                        "MAESTRO_HAND_BACK_MAX_DELAY_IN_SECONDS", "1",
                        "JAVA_TOOL_OPTIONS",
                        "-Djdk.net.hosts.file=" + hosts))) {
            String first = pizzeria.place();
            pizzeria.awaitDelivery(first);
            assertThat(before.requests(first)).hasSize(1);

            int port = before.port();
            before.close();
            Files.writeString(hosts, "127.0.0.3 bakery\n");
            try (ScriptedPanettiere after = new ScriptedPanettiere("127.0.0.3", port)) {
                String second = pizzeria.place();
                pizzeria.awaitDelivery(second);
                assertThat(after.requests(second)).hasSize(1);
            }
        }
    }
}
