package io.boxbox.maestro.jetstream.consuming;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.loop.KitchenLoop;
import io.nats.client.Dispatcher;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;

/** The pull requests that may still bring something: an inbox for each, and one thread of the client's for all of them. */
@Singleton
class PullRequests {

    private final KitchenLoop loop;
    private final Connection connection;
    private final JetStreamApi api;
    private final Set<PullRequest> open = ConcurrentHashMap.newKeySet();
    private Dispatcher dispatcher;
    private volatile boolean leaving;

    PullRequests(KitchenLoop loop, Connection connection, JetStreamApi api, ConsumerSupervisor supervisor) {
        this.loop = loop;
        this.connection = connection;
        this.api = api;
        // A reconnected server has forgotten the requests of the lost connection: they would only time out.
        supervisor.onReconnect(() -> open.forEach(PullRequest::connectionLost));
        supervisor.onRefusal(() -> open.forEach(PullRequest::withdraw));
    }

    /** Sends a request. Once its listener was told of its end, {@link #closed} is to be called. */
    void open(PullRequest.Terms terms, PullRequest.Listener listener) {
        PullRequest request = new PullRequest(loop, api, dispatcher(), listener);
        open.add(request);
        request.open(connection, terms);
    }

    /** A request is over. One for which late messages are listened to stays for as long. On the kitchen's loop. */
    void closed() {
        open.removeIf(PullRequest::isGone);
    }

    /** Whether no more may be sent. */
    boolean isLeaving() {
        return leaving;
    }

    /**
     * Ends all of them. What is on its way for them still arrives.
     *
     * @return done when nothing can arrive any more
     */
    synchronized CompletionStage<?> leave(Duration within) {
        leaving = true;
        open.forEach(PullRequest::leave);
        if (dispatcher == null || !connection.isConnected()) {
            return CompletableFuture.completedStage(null);
        }
        try {
            return dispatcher.drain(within);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedStage(e);
        }
    }

    private synchronized Dispatcher dispatcher() {
        if (dispatcher == null || !dispatcher.isActive()) {
            dispatcher = connection.createDispatcher();
            // There is no more to come than was asked for; what the client dropped would only come back after the ack wait.
            dispatcher.setPendingLimits(0, 0);
        }
        return dispatcher;
    }
}
