package io.boxbox.maestro.jetstream.connection;

import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.configuration.MaestroSettings;
import io.nats.client.JetStreamOptions;

/**
 * Where JetStream's API is: below {@code $JS.API} as a rule, but that of another domain is below {@code $JS.<domain>.API}, and
 * that of another account wherever the account's import puts it.
 */
@Singleton
public class JetStreamApi {

    private final Optional<String> domain;
    private final JetStreamOptions options;

    @Inject
    JetStreamApi(MaestroSettings settings) {
        this(settings.nats().jetstreamDomain(), settings.nats().jetstreamPrefix());
    }

    /**
     * No more than one of the two is set.
     *
     * @param domain where the stream is, if that is another than the server's own
     * @param prefix what the subjects of the API begin with, if not with the usual
     */
    public JetStreamApi(Optional<String> domain, Optional<String> prefix) {
        this.domain = domain;
        JetStreamOptions.Builder builder = JetStreamOptions.builder();
        domain.ifPresent(builder::domain);
        prefix.ifPresent(builder::prefix);
        this.options = builder.build();
    }

    /** The subject of an operation, as {@code STREAM.INFO.ORDERS}. */
    public String subject(String operation) {
        return options.getPrefix() + operation;
    }

    /** The subject of the operation that asks a consumer for messages. */
    public String nextMessage(String stream, String consumer) {
        return subject("CONSUMER.MSG.NEXT." + stream + "." + consumer);
    }

    /**
     * Whether a message was stored elsewhere: where a server on the way has a stream for the same subject, both answer.
     *
     * @param confirming the domain of the server that confirms; {@code null} if it has none
     */
    public boolean isElsewhere(String confirming) {
        return domain.isPresent() && !domain.get().equals(confirming);
    }

    /**
     * Whether a server on the way may answer in the place of the one that has the stream. Its refusals do not say whose they
     * are.
     */
    public boolean othersMayAnswer() {
        return domain.isPresent();
    }
}
