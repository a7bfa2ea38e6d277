package io.boxbox.maestro;

import io.boxbox.maestro.http.ConnectionGuard;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class Main {

    // The JDK reads the first at its first look-up of a name, and gRPC the second for each channel; both would remember an
    // address for thirty seconds, though the Panettiere or a server of NATS may have moved.
    private static final String[] MEMORY_FOR_ADDRESSES = { "sun.net.inetaddr.ttl", "networkaddress.cache.ttl" };
    private static final String SECONDS = "2";

    /** Returns once the service has been told to end. */
    public static void main(String... arguments) {
        for (String property : MEMORY_FOR_ADDRESSES) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, SECONDS);
            }
        }
        if (System.getProperty(ConnectionGuard.ENABLED_BY) == null) {
            System.setProperty(ConnectionGuard.ENABLED_BY, ConnectionGuard.ENABLED);
        }
        Quarkus.run(arguments);
    }
}
