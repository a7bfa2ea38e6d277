package io.boxbox.maestro.jetstream.connection;

import java.io.IOException;

import io.nats.client.Options;
import io.quarkus.runtime.annotations.RegisterForReflection;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection over TLS that goes on only if the server's certificate names the host that was asked for. The client library
 * would take any certificate of a trusted authority, of another host too. It makes this class by its name.
 */
@RegisterForReflection
public final class VerifiedDataPort extends NatsDataPort {

    private Options options;

    @Override
    public void afterConstruct(Options options) {
        super.afterConstruct(options);
        this.options = options;
    }

    /** Blocks until the handshake is over. */
    @Override
    public void upgradeToSecure() throws IOException {
        SSLSocket secured = (SSLSocket) options.getSslContext().getSocketFactory().createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        socket = secured;
        in = secured.getInputStream();
        out = secured.getOutputStream();
        isSecure = true;
    }
}
