package io.boxbox.maestro.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * A file of the board's, served from memory. Quarkus's own way would unpack it into a folder first, which a container with a
 * read-only root file system has not.
 *
 * @param name where it is in {@link #FOLDER}
 * @param tag changes with its content
 */
record BoardFile(String name, String type, Buffer content, String tag) {

    /** Where the files are among the resources, below the same names as in the address. */
    static final String FOLDER = "page/";

    private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml",
            "json", "application/json;charset=UTF-8", "yaml", "application/yaml;charset=UTF-8");
    private static final int NOT_MODIFIED = 304;

    static BoardFile read(String name) {
        try (InputStream resource = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + name)) {
            if (resource == null) {
                throw new IllegalStateException("The board lacks " + FOLDER + name);
            }
            byte[] content = resource.readAllBytes();
            return new BoardFile(name, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), Buffer.buffer(content),
                    "\"" + Integer.toHexString(Arrays.hashCode(content)) + "-" + content.length + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers a request for it; in dev mode with what the file is now. */
    void answer(RoutingContext request) {
        BoardFile file = LaunchMode.current() == LaunchMode.DEVELOPMENT ? read(name) : this;
        HttpServerResponse response = request.response()
                // An old page must not talk to a new Maestro: it is asked for each time, and sent if it has changed.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, file.tag);
        String known = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        // A proxy that compresses makes a weak one of it.
        if (known != null && known.contains(file.tag)) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type);
        if (request.request().method() == HttpMethod.HEAD) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(file.content.length())).end();
        } else {
            response.end(file.content);
        }
    }
}
