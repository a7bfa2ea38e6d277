package io.boxbox.maestro.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A new private key and its certificate, signed by itself: who trusts the certificate trusts its holder.
 *
 * @param certificate in PEM form
 * @param key in PEM form
 * @param store both of them, as PKCS 12
 */
public record KeyPairFiles(Path certificate, Path key, Path store) {

    /** Of every store. */
    public static final String PASSWORD = "calzone";

    /** Makes them with the JDK's keytool, for a host of this name. */
    public static KeyPairFiles make(Path folder, String name, String host)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=" + name, "-ext", "SAN=DNS:" + host,
                "-validity", "2", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD).inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool made no key");
        }
        KeyStore pair = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            pair.load(stream, PASSWORD.toCharArray());
        }
        return new KeyPairFiles(
                pem(folder.resolve(name + ".crt"), "CERTIFICATE", pair.getCertificate(name).getEncoded()),
                pem(folder.resolve(name + ".key"), "PRIVATE KEY",
                        pair.getKey(name, PASSWORD.toCharArray()).getEncoded()),
                store);
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content)
                + "\n-----END " + kind + "-----\n");
    }
}
