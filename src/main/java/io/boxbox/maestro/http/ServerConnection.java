package io.boxbox.maestro.http;

import java.time.Duration;
import java.util.Optional;

import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;

/** A connection of somebody to one of our ports. It is used by its own event loop alone. */
final class ServerConnection {

    static final AttributeKey<ServerConnection> KEY = AttributeKey.valueOf(ServerConnection.class.getName());

    private static final Duration UNTIL_THE_FIRST_REQUEST = Duration.ofSeconds(30);
    // Longer than the minute for which proxies keep a connection to use it again.
    private static final Duration UNTIL_THE_NEXT_REQUEST = Duration.ofSeconds(75);
    private static final Duration FOR_READING_A_REQUEST = Duration.ofSeconds(60);

    private long since;
    private HttpServerRequest latest;

    /** @param now in nanoseconds */
    ServerConnection(long now) {
        this.since = now;
    }

    /** Empty for one that is not watched, as in dev mode. */
    static Optional<ServerConnection> of(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().attr(KEY).get())
                : Optional.empty();
    }

    /** The head of a request has come. */
    void requested(HttpServerRequest request, long now) {
        latest = request;
        since = now;
    }

    /**
     * Whether nothing is to be expected of it: no request, or not the rest of one. A connection of HTTP/2 may carry any number
     * of calls at a time, some of which last; once it has brought one, it is left to the idle timeout.
     */
    boolean isOverdue(long now) {
        if (latest == null) {
            return isPast(UNTIL_THE_FIRST_REQUEST, now);
        }
        if (latest.version() == HttpVersion.HTTP_2) {
            return false;
        }
        return latest.isEnded() ? latest.response().ended() && isPast(UNTIL_THE_NEXT_REQUEST, now)
                : isPast(FOR_READING_A_REQUEST, now);
    }

    private boolean isPast(Duration patience, long now) {
        return now - since > patience.toNanos();
    }
}
