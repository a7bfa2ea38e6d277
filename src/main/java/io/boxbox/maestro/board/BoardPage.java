package io.boxbox.maestro.board;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;

/** Serves the page. */
@ApplicationScoped
class BoardPage {

    static final List<String> FILES = List.of("index.html", "board/board.css", "board/board.js", "board/chart.js",
            "board/faces.js", "board/format.js", "board/icon.svg", "board/marks.js", "board/town.js");

    void serve(@Observes Router router) {
        FILES.forEach(name -> serve(router, "/" + name, BoardFile.read(name)));
        serve(router, "/", BoardFile.read("index.html"));
    }

    private static void serve(Router router, String path, BoardFile file) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(file::answer);
    }
}
