package io.boxbox.maestro.board;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Hides the page and its data where the board is switched off, and lets them only be read where it is not. */
@ApplicationScoped
class BoardGate {

    private static final int BEFORE_ALL_ELSE = 1_000;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    private final boolean open;

    BoardGate(MaestroSettings settings) {
        this.open = settings.board().enabled();
    }

    void close(@Observes Filters filters) {
        filters.register(open ? BoardGate::showOnly : BoardGate::hide, BEFORE_ALL_ELSE);
    }

    // Left to themselves, some of the board's parts answer any method, and some say no without a word on what they would answer.
    private static void showOnly(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || !isOfTheBoard(request)) {
            request.next();
        } else {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS")
                    .setStatusCode(method.equals(HttpMethod.OPTIONS) ? NO_CONTENT : METHOD_NOT_ALLOWED).end();
        }
    }

    private static void hide(RoutingContext request) {
        if (isOfTheBoard(request)) {
            request.response().setStatusCode(NOT_FOUND).end();
        } else {
            request.next();
        }
    }

    private static boolean isOfTheBoard(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals("/") || path.equals("/index.html") || path.startsWith("/board/") || path.startsWith("/api/");
    }
}
