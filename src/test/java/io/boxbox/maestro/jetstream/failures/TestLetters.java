package io.boxbox.maestro.jetstream.failures;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.boxbox.maestro.jetstream.connection.ScriptedNatsConnection;
import io.boxbox.maestro.jetstream.consuming.ClaimedMessage;
import io.boxbox.maestro.jetstream.consuming.ClaimedMessages;
import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.jetstream.publishing.ConfirmedPublisher;
import io.boxbox.maestro.jetstream.publishing.DeliveryThrottle;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.jetstream.scripted.ScriptedSettings;
import io.boxbox.maestro.jetstream.scripted.ScriptedStream;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.nats.client.Message;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.mapper.Serializer;

/** Dead letters on a scripted server, whose stream can be read. */
final class TestLetters {

    final VirtualClock clock = new VirtualClock();
    final ScriptedNats nats = new ScriptedNats();
    final ScriptedNatsConnection connection = new ScriptedNatsConnection(nats, clock.kitchenClock().scheduler());
    final ScriptedStream stream = new ScriptedStream();
    final List<OrderSettled> settlements = new ArrayList<>();
    final ScriptedSettings settings = new ScriptedSettings();
    final DeadLetterPublisher publisher;
    final LeftOutContent leftOutContent;
    final SettledBefore settledBefore;

    TestLetters() {
        nats.server = stream;
        var timers = clock.kitchenClock().scheduler();
        StoredMessages stored = new StoredMessages(nats.connection, nats.api, timers);
        publisher = new DeadLetterPublisher(stored, new DeadLetterIndex(stored),
                new ConfirmedPublisher(connection, nats.api, Scripted.of(Serializer.class, Map.of()),
                        new DeliveryThrottle(), settings.settings(), timers),
                timers);
        leftOutContent = new LeftOutContent(stored);
        settledBefore = new SettledBefore(stored, new DeadLetterIndex(stored), settings.settings());
    }

    ClaimedMessage claimed(Message message) {
        return ClaimedMessages.of(message, nats, clock.kitchenClock(), settlements);
    }

    /** What the server was asked to confirm of the original; empty if nothing. */
    List<String> confirmations() {
        return nats.requests.stream().filter(request -> request.subject().startsWith("$JS.ACK")).map(ScriptedNats.Request::ack)
                .toList();
    }
}
