package io.boxbox.maestro.testing;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;

import io.nats.client.NKey;
import io.nats.client.support.JsonSerializable;
import io.nats.client.support.JwtUtils;

/** An operator's one account with JetStream, as {@code nsc} would make it, with keys that nobody else has. */
public final class JwtAccount {

    private static final String NO_LIMITS = """
            "subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1""";
    private static final String JETSTREAM = """
            ,"mem_storage":-1,"disk_storage":-1,"streams":-1,"consumer":-1""";

    private final SecureRandom random = new SecureRandom();
    private final NKey operator = NKey.createOperator(random);
    private final NKey system = NKey.createAccount(random);
    private final NKey account = NKey.createAccount(random);

    public JwtAccount() throws IOException, GeneralSecurityException {
    }

    /** Of a server that lets the account's users in, and nobody else. */
    public String configuration() throws IOException, GeneralSecurityException {
        Map<String, String> accounts = Map.of(
                publicKey(system), accountJwt(system, "SYS", ""),
                publicKey(account), accountJwt(account, "PIZZERIA", JETSTREAM));
        return """
                operator: %s
                system_account: %s
                resolver: MEMORY
                resolver_preload: {
                %s
                }
                """.formatted(
                sign(operator, "BOXBOX", () -> "{\"type\":\"operator\",\"version\":2}"),
                publicKey(system),
                accounts.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).collect(joining("\n")));
    }

    /** The content of a new user's credentials file. */
    public String credentials() throws IOException, GeneralSecurityException {
        NKey user = NKey.createUser(random);
        String jwt = JwtUtils.issueUserJWT(account, publicKey(account), publicKey(user));
        return JwtUtils.NATS_USER_JWT_FORMAT.formatted(jwt, new String(user.getSeed()));
    }

    private String accountJwt(NKey subject, String name, String more) throws IOException, GeneralSecurityException {
        return sign(subject, name,
                () -> "{\"type\":\"account\",\"version\":2,\"limits\":{" + NO_LIMITS.strip() + more.strip() + "}}");
    }

    private String sign(NKey subject, String name, JsonSerializable claims) throws IOException, GeneralSecurityException {
        return JwtUtils.issueJWT(operator, publicKey(subject), name, null, JwtUtils.currentTimeSeconds(),
                publicKey(operator), claims);
    }

    private static String publicKey(NKey key) throws IOException, GeneralSecurityException {
        return new String(key.getPublicKey());
    }
}
