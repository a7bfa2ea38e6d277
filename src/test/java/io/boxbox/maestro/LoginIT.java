package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.boxbox.maestro.testing.JwtAccount;
import io.boxbox.maestro.testing.NatsServer;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.restassured.RestAssured;

/** Every way to log in to NATS, and what is said when it is refused. */
class LoginIT {

    private static final String USERS = """
            authorization { users: [ { user: maestro, password: %s }, { user: guest, password: please } ] }
            """;
    private static final UnaryOperator<Options.Builder> GUEST = login -> login
            .userInfo("guest".toCharArray(), "please".toCharArray());

    @TempDir
    Path files;

    @Test
    void withUserNameAndPassword() throws Exception {
        worksOn(USERS.formatted("basilico"), GUEST, password("basilico"));
    }

    @Test
    void withTheLoginThatTheOriginalAlwaysSends() throws Exception {
        try (Pizzeria pizzeria = open("authorization { users: [ { user: nats, password: nats } ] }",
                login -> login.userInfo("nats", "nats")); PackagedMaestro maestro = start(pizzeria, Map.of())) {
            pizzeria.awaitDelivery(place(pizzeria, maestro));
        }
    }

    @Test
    void withAUserNameAloneAsTheOriginalTakesIt() throws Exception {
        worksOn("authorization { users: [ { user: gino, password: nats } ] }", login -> login.userInfo("gino", "nats"),
                Map.of("MAESTRO_NATS_USERNAME", "gino", "MAESTRO_NATS_USECREDENTIALS", "False"));
    }

    @Test
    void withAToken() throws Exception {
        worksOn("authorization { token: s3cr3t }", login -> login.token("s3cr3t".toCharArray()),
                Map.of("QUARKUS_MESSAGING_NATS_CONNECTION_TOKEN", "s3cr3t"));
    }

    @Test
    void withAnNKey() throws Exception {
        NKey user = NKey.createUser(new SecureRandom());
        Path seed = Files.writeString(files.resolve("user.nk"), new String(user.getSeed()) + "\n");

        worksOn("authorization { users: [ { nkey: " + new String(user.getPublicKey()) + " } ] }",
                login -> login.authHandler(Nats.credentials(null, seed.toString())),
                Map.of("MAESTRO_NATS_NKEY_FILE", seed.toString()));
    }

    @Test
    void aKeyDoesNotUnpackMachineCodeIntoTheTemporaryFolder() throws Exception {
        NKey user = NKey.createUser(new SecureRandom());
        Path seed = Files.writeString(files.resolve("user.nk"), new String(user.getSeed()) + "\n");
        Path temporary = Files.createDirectory(files.resolve("temporary"));
        UnaryOperator<Options.Builder> login = options -> options.authHandler(Nats.credentials(null, seed.toString()));

        try (Pizzeria pizzeria = open("authorization { users: [ { nkey: " + new String(user.getPublicKey()) + " } ] }", login);
                PackagedMaestro maestro = start(pizzeria, Map.of("MAESTRO_NATS_NKEY_FILE", seed.toString(),
                        "JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary))) {
            pizzeria.awaitDelivery(pizzeria.place());

            assertThat(temporary).isDirectoryNotContaining("glob:**bc-*");
        }
    }

    @Test
    void withACredentialsFile() throws Exception {
        JwtAccount account = new JwtAccount();
        Path credentials = Files.writeString(files.resolve("maestro.creds"), account.credentials());

        worksOn(account.configuration(), login -> login.credentialPath(credentials.toString()),
                Map.of("QUARKUS_MESSAGING_NATS_CONNECTION_CREDENTIAL_PATH", credentials.toString()));
    }

    @Test
    void aRefusedLoginIsToldOnceAndTriedAgain() throws Exception {
        int monitoring = Ports.free();
        try (Pizzeria pizzeria = open("http: \"127.0.0.1:" + monitoring + "\"\n" + USERS.formatted("basilico"), GUEST);
                PackagedMaestro maestro = start(pizzeria, password("origano"))) {
            await().until(() -> maestro.output().contains("refuses the login"));
            int before = connections(monitoring);
            await("two more attempts").atMost(Duration.ofSeconds(30)).until(() -> connections(monitoring) >= before + 2);

            assertThat(warnings(maestro)).isEqualTo(1);
            assertThat(maestro.output()).contains("Maestro came with the user name maestro and a password")
                    .doesNotContain("origano").doesNotContain("\tat ");
            pizzeria.nats().restart(USERS.formatted("origano"));
            await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("NATS: consuming"));
            pizzeria.awaitDelivery(pizzeria.place());
        }
    }

    @Test
    void aPasswordThatIsChangedAndChangedBackEndsInWork() throws Exception {
        try (Pizzeria pizzeria = open(USERS.formatted("basilico"), GUEST);
                PackagedMaestro maestro = start(pizzeria, password("basilico"))) {
            pizzeria.awaitDelivery(place(pizzeria, maestro));
            pizzeria.nats().restart(USERS.formatted("origano"));
            await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("refuses the login"));

            pizzeria.nats().restart(USERS.formatted("basilico"));
            pizzeria.awaitDelivery(pizzeria.place());
            assertThat(warnings(maestro)).isEqualTo(1);
            assertThat(maestro.output()).doesNotContain("\tat ");
        }
    }

    /** An order is delivered by a Maestro that logs in so, and by none that does not log in. */
    private void worksOn(String configuration, UnaryOperator<Options.Builder> guest, Map<String, String> login)
            throws Exception {
        try (Pizzeria pizzeria = open(configuration, guest)) {
            try (PackagedMaestro stranger = start(pizzeria, Map.of()); PackagedMaestro maestro = start(pizzeria, login)) {
                await().until(() -> stranger.output().contains("refuses the login"));
                pizzeria.awaitDelivery(place(pizzeria, maestro));
            }
        }
    }

    private static String place(Pizzeria pizzeria, PackagedMaestro maestro) {
        await().atMost(Duration.ofSeconds(30)).until(() -> maestro.output().contains("NATS: consuming"));
        return pizzeria.place();
    }

    // All that there ever were, those refused included.
    private static int connections(int monitoring) {
        return RestAssured.get("http://127.0.0.1:" + monitoring + "/varz").then().extract().path("total_connections");
    }

    private static long warnings(PackagedMaestro maestro) throws Exception {
        return maestro.output().lines().filter(line -> line.contains("refuses the login")).count();
    }

    private static Map<String, String> password(String password) {
        return Map.of("MAESTRO_NATS_USECREDENTIALS", "true", "MAESTRO_NATS_USERNAME", "maestro",
                "MAESTRO_NATS_PASSWORD", password);
    }

    private static Pizzeria open(String configuration, UnaryOperator<Options.Builder> login) throws Exception {
        NatsServer nats = NatsServer.configured(configuration);
        return new Pizzeria(nats, login.apply(new Options.Builder().server(nats.url())));
    }

    private static PackagedMaestro start(Pizzeria pizzeria, Map<String, String> login) throws Exception {
        Map<String, String> variables = new HashMap<>(login);
        variables.put("MAESTRO_NATS_HOST", "127.0.0.1");
        variables.put("MAESTRO_NATS_PORT", String.valueOf(pizzeria.nats().port()));
        variables.put("MAESTRO_SMOKING_DURATION_IN_SECONDS", "0");
        variables.put("MAESTRO_PANETTIERE_CLIENT_ADDRESS", pizzeria.panettiere().address());
        return PackagedMaestro.start(variables);
    }
}
