package io.boxbox.maestro.jetstream.discovery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.boxbox.maestro.jetstream.connection.NatsConnection;
import io.boxbox.maestro.queue.QueueStatus;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Subscription;
import io.nats.client.support.Validator;
import io.nats.service.Endpoint;
import io.nats.service.Service;
import io.nats.service.ServiceEndpoint;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.unchecked.Unchecked;

/**
 * Answers NATS's <a href="https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-32.md">services
 * protocol</a>,
 * so that {@code nats micro} finds this process. Its one endpoint answers with what the maestros do, and each process answers
 * for itself.
 * <p>
 * What blocks (a round trip when a connection is new) is done by a worker; requests are answered by a thread of the connection.
 * The client library takes care of reconnects. A connection that replaces another gets a service of its own.
 */
@Singleton
class ServicesProtocol {

    private static final Logger LOG = Logger.getLogger(ServicesProtocol.class);

    private static final String NAME = "maestro";
    private static final String KITCHEN = "maestro.kitchen";
    private static final String NO_VERSION = "0.0.0";
    private static final Duration ROUND_TRIP = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    // Requests that wait for an answer. More are dropped: who asks that often has enough answers.
    private static final int MOST_REQUESTS = 256;
    private static final int MOST_BYTES = 64 * 1024;

    private final boolean enabled;
    private final NatsConnection nats;
    private final KitchenReport kitchen;
    private final String version;
    private final Map<String, String> metadata;
    private boolean ended;
    private Attempt attempt = new Attempt(null, 0);
    private Dispatcher answering;

    ServicesProtocol(MaestroSettings settings, NatsConnection nats, KitchenReport kitchen,
            @ConfigProperty(name = "quarkus.application.version") String version,
            @ConfigProperty(name = "quarkus.uuid") String instance,
            @ConfigProperty(name = "mp.messaging.incoming.waiting-to-cook.stream") String stream,
            @ConfigProperty(name = "mp.messaging.incoming.waiting-to-cook.consumer") String consumer) {
        this.enabled = settings.natsService().enabled();
        this.nats = nats;
        this.kitchen = kitchen;
        // The protocol wants a semantic version, and a build may have been given another.
        this.version = Validator.isSemVer(version) ? version : NO_VERSION;
        this.metadata = Map.of("stream", stream, "consumer", consumer, "instance", instance,
                "process", String.valueOf(ProcessHandle.current().pid()));
    }

    void on(@Observes QueueStatus status) {
        if (enabled && status.connected()) {
            Uni.createFrom().voidItem().emitOn(Infrastructure.getDefaultWorkerPool())
                    .invoke(Unchecked.consumer(nothing -> serve(status.reconnects())))
                    .onFailure().retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).until(failure -> nats.isConnected())
                    .subscribe().with(served -> {
                    }, failure -> LOG.debugf(failure, "The services protocol waits for the next connection"));
        }
    }

    /** Before the maestros leave: who is leaving is not there any more. */
    synchronized void leave(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        ended = true;
        stopAnswering();
    }

    // Once for each connection, and once more for each reconnect as long as the server refuses.
    private synchronized void serve(long reconnects) throws InterruptedException, TimeoutException {
        Connection present = nats.present().orElseThrow();
        if (ended || attempt.connection() == present && (answering != null || attempt.reconnects() == reconnects)) {
            return;
        }
        stopAnswering();
        Dispatcher dispatcher = present.createDispatcher();
        dispatcher.setPendingLimits(MOST_REQUESTS, MOST_BYTES);
        if (mayListen(present, dispatcher)) {
            service(present, dispatcher).startService();
            answering = dispatcher;
        } else {
            present.closeDispatcher(dispatcher);
        }
        attempt = new Attempt(present, reconnects);
    }

    // The server writes a line for each subscription that it refuses: one is enough to see whether it does. What it says is told
    // by NatsErrors.
    private static boolean mayListen(Connection connection, Dispatcher dispatcher)
            throws InterruptedException, TimeoutException {
        String ping = Service.DEFAULT_SERVICE_PREFIX + Service.SRV_PING;
        connection.clearLastError();
        Subscription probe = dispatcher.subscribe(ping, request -> {
        });
        try {
            connection.flush(ROUND_TRIP);
        } catch (TimeoutException e) {
            connection.closeDispatcher(dispatcher);
            throw e;
        }
        dispatcher.unsubscribe(probe);
        String error = connection.getLastError();
        return error == null || !error.contains('"' + ping + '"');
    }

    private Service service(Connection connection, Dispatcher dispatcher) {
        // Without a queue group, so that who asks hears of each process.
        Endpoint endpoint = Endpoint.builder().name("kitchen").subject(KITCHEN).noQueueGroup().build();
        return Service.builder().connection(connection).name(NAME).version(version).metadata(metadata)
                .description("Takes orders from JetStream, has dough made, and moves the orders on to delivery")
                .pingDispatcher(dispatcher).infoDispatcher(dispatcher).statsDispatcher(dispatcher)
                .addServiceEndpoint(ServiceEndpoint.builder().endpoint(endpoint).dispatcher(dispatcher)
                        .statsDataSupplier(kitchen::now)
                        .handler(request -> request.respond(connection, kitchen.now()))
                        .build())
                .build();
    }

    private void stopAnswering() {
        Connection connection = attempt.connection();
        if (answering != null && connection.getStatus() != Connection.Status.CLOSED) {
            connection.closeDispatcher(answering);
        }
        answering = null;
    }

    /** @param reconnects how often the connection had come back when the service was last offered */
    private record Attempt(Connection connection, long reconnects) {
    }
}
