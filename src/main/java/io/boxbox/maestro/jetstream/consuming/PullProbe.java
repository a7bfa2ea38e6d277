package io.boxbox.maestro.jetstream.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.Connection;

/**
 * Finds out within a round trip whether a consumer accepts pull requests: by one that does not wait, of a consumer that has
 * nothing to give.
 */
@ApplicationScoped
class PullProbe {

    private static final Logger LOG = Logger.getLogger(PullProbe.class);
    // An order that comes in between does not fit into so many bytes.
    private static final byte[] REQUEST = "{\"batch\":1,\"no_wait\":true,\"max_bytes\":1}".getBytes(UTF_8);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Connection connection;
    private final JetStreamApi api;

    PullProbe(Connection connection, JetStreamApi api) {
        this.connection = connection;
        this.api = api;
    }

    /** Whether nothing waits and nothing is claimed. Otherwise orders, or the signals of a longer request, tell as much. */
    boolean isHarmless(Found found) {
        return found.consumerInfo().number("num_pending") == 0 && found.consumerInfo().number("num_ack_pending") == 0;
    }

    /** Tells one of the two, or nothing if no answer comes. */
    void send(Found found, Runnable accepted, Consumer<String> refused) {
        try {
            connection.requestWithTimeout(api.nextMessage(found.streamName(), found.consumerName()), REQUEST, TIMEOUT)
                    .whenComplete((answer, failure) -> {
                        if (failure != null) {
                            LOG.debugf(failure, "The first pull request was not answered");
                        } else {
                            PullStatus.of(answer).ifPresentOrElse(status -> {
                                if (status.isRefusal()) {
                                    refused.accept(status.words());
                                } else {
                                    accepted.run();
                                }
                            }, answer::nak);
                        }
                    });
        } catch (IllegalStateException e) {
            LOG.debugf(e, "The first pull request could not be sent");
        }
    }
}
