package io.boxbox.maestro.board;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Serves the OpenAPI description of {@link BoardResource}, which is written when Maestro is built: as YAML, or as JSON. */
@ApplicationScoped
class BoardDescription {

    private static final String PATH = "/api/openapi";
    private static final String JSON = "application/json";

    private final BoardFile json = BoardFile.read("api/openapi.json");
    private final BoardFile yaml = BoardFile.read("api/openapi.yaml");

    void serve(@Observes Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD)
                .handler(request -> (wantsJson(request) ? json : yaml).answer(request));
        router.route(PATH + ".json").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(json::answer);
        router.routeWithRegex("/api/openapi\\.ya?ml").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(yaml::answer);
    }

    private static boolean wantsJson(RoutingContext request) {
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT);
        return accepted != null && accepted.contains(JSON)
                || request.queryParam("format").stream().limit(1).anyMatch("json"::equalsIgnoreCase);
    }
}
