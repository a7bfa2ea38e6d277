package io.boxbox.maestro.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Serves the page from memory. Quarkus's own way would unpack its files into a folder first, which a container with a read-only
 * root file system has not.
 */
@ApplicationScoped
class BoardPage {

    /** Where the files are among the resources, below the same names as in the address. */
    static final String FOLDER = "page/";
    static final List<String> FILES = List.of("index.html", "board/board.css", "board/board.js", "board/chart.js",
            "board/faces.js", "board/format.js", "board/icon.svg", "board/marks.js", "board/town.js");

    private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml");
    private static final int NOT_MODIFIED = 304;

    void serve(@Observes Router router) {
        FILES.forEach(name -> {
            File file = File.read(name);
            router.route("/" + name).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(request -> answer(request, file));
        });
        File index = File.read("index.html");
        router.route("/").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(request -> answer(request, index));
    }

    private static void answer(RoutingContext request, File asBuilt) {
        File file = LaunchMode.current() == LaunchMode.DEVELOPMENT ? File.read(asBuilt.name()) : asBuilt;
        HttpServerResponse response = request.response()
                // An old page must not talk to a new Maestro: it is asked for each time, and sent if it has changed.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, file.tag());
        String known = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        // A proxy that compresses makes a weak one of it.
        if (known != null && known.contains(file.tag())) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
        if (request.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(file.content().length())).end();
        } else {
            response.end(file.content());
        }
    }

    private record File(String name, String type, Buffer content, String tag) {

        private static File read(String name) {
            try (InputStream resource = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + name)) {
                if (resource == null) {
                    throw new IllegalStateException("The page lacks " + FOLDER + name);
                }
                byte[] content = resource.readAllBytes();
                return new File(name, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), Buffer.buffer(content),
                        "\"" + Integer.toHexString(Arrays.hashCode(content)) + "-" + content.length + "\"");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
