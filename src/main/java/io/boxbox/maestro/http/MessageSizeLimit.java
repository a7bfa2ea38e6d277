package io.boxbox.maestro.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Says to callers whose message is too large what is allowed. Vert.x refuses it with a bare status. */
@ApplicationScoped
class MessageSizeLimit {

    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final String RESOURCE_EXHAUSTED = "8";
    private static final int BEFORE_THE_GRPC_SERVER = -1_000;

    private final String refusal;

    MessageSizeLimit(@ConfigProperty(name = "quarkus.grpc.server.max-inbound-message-size") int most) {
        this.refusal = "a message may have " + most + " bytes at most";
    }

    void explain(@Observes Router router) {
        router.route().order(BEFORE_THE_GRPC_SERVER).handler(call -> {
            if (call.request().version() == HttpVersion.HTTP_2) {
                call.addHeadersEndHandler(written -> explain(call));
            }
            call.next();
        });
    }

    private void explain(RoutingContext call) {
        MultiMap headers = call.response().headers();
        if (RESOURCE_EXHAUSTED.equals(headers.get(STATUS)) && !headers.contains(MESSAGE)) {
            headers.set(MESSAGE, refusal);
        }
    }
}
