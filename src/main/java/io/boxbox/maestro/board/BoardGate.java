package io.boxbox.maestro.board;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/** Hides the page and its data where the board is switched off. */
@ApplicationScoped
class BoardGate {

    private static final int BEFORE_ALL_ELSE = 1_000;
    private static final int NOT_FOUND = 404;

    private final boolean open;

    BoardGate(MaestroSettings settings) {
        this.open = settings.board().enabled();
    }

    void close(@Observes Filters filters) {
        if (!open) {
            filters.register(BoardGate::hide, BEFORE_ALL_ELSE);
        }
    }

    private static void hide(RoutingContext request) {
        String path = request.normalizedPath();
        if (path.equals("/") || path.equals("/index.html") || path.startsWith("/board/") || path.startsWith("/api/")) {
            request.response().setStatusCode(NOT_FOUND).end();
        } else {
            request.next();
        }
    }
}
