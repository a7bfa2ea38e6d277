package io.boxbox.maestro.board;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/**
 * Bounds what the operating system keeps for a viewer who does not read. Left to itself, Linux keeps some megabytes for each,
 * and only minutes later is one seen to have fallen behind.
 */
@ApplicationScoped
class SmallSendBuffers implements HttpServerOptionsCustomizer {

    private static final int BYTES = 64 * 1024;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        options.setSendBufferSize(BYTES);
    }
}
