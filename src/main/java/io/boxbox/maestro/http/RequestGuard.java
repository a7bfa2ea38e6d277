package io.boxbox.maestro.http;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;

import java.util.Base64;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;

import org.jboss.logging.Logger;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Meets each request before anybody else does, for both ports. What is wrong with a request is told to its sender, and to the
 * log at DEBUG alone: otherwise a stranger could fill the log with errors.
 */
@ApplicationScoped
class RequestGuard {

    private static final Logger LOG = Logger.getLogger(RequestGuard.class);
    private static final int BEFORE_ALL_ELSE = -2_000;
    private static final String GRPC = "application/grpc";
    private static final String GRPC_ENCODING = "grpc-encoding";

    void watch(@Observes @Default Router router) {
        meetAllAt(router);
    }

    void watch(@Observes ManagementInterface probes) {
        meetAllAt(probes.router());
    }

    private static void meetAllAt(Router router) {
        router.route().order(BEFORE_ALL_ELSE).handler(RequestGuard::meet).failureHandler(RequestGuard::turnAway);
    }

    private static void meet(RoutingContext visit) {
        HttpServerRequest request = visit.request();
        ServerConnection.of(request).ifPresent(connection -> connection.requested(request, System.nanoTime()));
        if (request.version() == null) {
            visit.fail(HTTP_VERSION_NOT_SUPPORTED.code());
            return;
        }
        // Two proxies on the way could take each its own for the right one: RFC 9112, 3.2.
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            visit.fail(BAD_REQUEST.code());
            return;
        }
        if (isGrpc(request) && !request.headers().contains(GRPC_ENCODING)) {
            // The same as none; but with none, a message that says it is compressed is an uncaught exception to Vert.x.
            request.headers().set(GRPC_ENCODING, "identity");
        }
        visit.next();
    }

    private static void turnAway(RoutingContext visit) {
        int status = isUnreadableGrpc(visit.request()) ? BAD_REQUEST.code() : visit.statusCode();
        boolean theirFault = status >= 400 && status < 500 || status == HTTP_VERSION_NOT_SUPPORTED.code();
        if (!theirFault || visit.response().ended()) {
            visit.next();
            return;
        }
        LOG.debugf(visit.failure(), "Turned away with %d: %s %s", status, visit.request().method(), visit.request().uri());
        visit.response().setStatusCode(status).end();
    }

    private static boolean isGrpc(HttpServerRequest request) {
        String type = request.version() == HttpVersion.HTTP_2 ? request.getHeader(HttpHeaders.CONTENT_TYPE) : null;
        return type != null && type.startsWith(GRPC);
    }

    // Vert.x fails with a status of 500 where a binary header is not Base64.
    private static boolean isUnreadableGrpc(HttpServerRequest request) {
        return isGrpc(request) && !areReadable(request.headers());
    }

    private static boolean areReadable(MultiMap headers) {
        return headers.entries().stream().filter(header -> header.getKey().endsWith("-bin")).map(Map.Entry::getValue)
                .allMatch(RequestGuard::isBase64);
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
