package io.boxbox.maestro.jetstream.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.boxbox.maestro.jetstream.connection.ScriptedNatsConnection;
import io.boxbox.maestro.jetstream.inspection.Described;
import io.boxbox.maestro.jetstream.inspection.Found;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.jetstream.scripted.ScriptedSettings;
import io.boxbox.maestro.jetstream.tracing.NoTracing;
import io.boxbox.maestro.jetstream.tracing.OrderTrace;
import io.boxbox.maestro.loop.KitchenLoop;
import io.boxbox.maestro.loop.VirtualLoop;
import io.boxbox.maestro.queue.InFlightOrders;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.QueueStatus;
import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.nats.client.Message;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.ConsumerConfiguration;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.consumer.PullConfiguration;
import io.smallrye.mutiny.Uni;

/** What is needed around the classes that consume: a consumer on a scripted server, and a supervisor of it. */
final class TestConsumer {

    static final ZonedDateTime CREATED = ZonedDateTime.parse("2026-11-01T08:00:00Z");

    final VirtualClock clock = new VirtualClock();
    final KitchenLoop loop = VirtualLoop.on(clock);
    final ScriptedNats nats = new ScriptedNats();
    final ScriptedNatsConnection connection = new ScriptedNatsConnection(nats, clock.kitchenClock().scheduler());
    final ScriptedSettings settings = new ScriptedSettings();
    final List<QueueStatus> states = new ArrayList<>();
    final List<OrderSettled> settlements = new ArrayList<>();
    final List<ClaimedMessage> gone = new ArrayList<>();
    final InFlightOrders inFlight = new InFlightOrders();
    final AckWaitExtender ackWaits = new AckWaitExtender(loop, inFlight);
    final LookPace pace = new LookPace(loop);
    final ConsumerSupervisor supervisor;

    final ConsumerConfiguration<?> configuration = Scripted.of(ConsumerConfiguration.class, Map.of(
            "stream", none -> "ORDERS",
            "name", none -> "maestro",
            "acknowledgeTimeout", none -> Duration.ofSeconds(5)));
    final PullConfiguration pull = Scripted.of(PullConfiguration.class, Map.of("maxExpires", none -> Duration.ofSeconds(5)));

    /** What the server says when it is asked for the consumer, made if absent. */
    Uni<Found> found = Uni.createFrom().item(() -> consumer(CREATED, ""));
    /** How often it was asked. */
    int checks;
    /** Whether what was absent might be made when it was asked last. */
    boolean mayBeMade;
    /** What an answer costs the server. */
    Duration cost = Duration.ZERO;
    /** Whether the server answers the first pull request. */
    boolean answersProbes = true;

    TestConsumer() {
        ConsumerFinder finder = new ConsumerFinder(nats.connection, nats.api, null, null, pace, loop) {
            @Override
            Uni<Found> find(ConsumerConfiguration<?> consumer, PullConfiguration pull, boolean mayMake) {
                return Uni.createFrom().deferred(() -> {
                    checks++;
                    mayBeMade = mayMake;
                    pace.looked(cost);
                    return found;
                });
            }
        };
        PullProbe probe = new PullProbe(nats.connection, nats.api) {
            @Override
            void send(Found found, Runnable accepted, Consumer<String> refused) {
                if (answersProbes) {
                    accepted.run();
                }
            }
        };
        supervisor = new ConsumerSupervisor(settings.settings(), connection, nats.connection, finder, pace, probe, ackWaits,
                loop, Scripted.events(states), Runnable::run);
    }

    /**
     * A consumer as the server tells of it.
     *
     * @param more of its configuration: JSON, each field with its leading comma
     */
    static Found consumer(ZonedDateTime created, String more) {
        return new Found("ORDERS", "maestro",
                parse("{\"config\":{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"],\"retention\":\"limits\"}}"),
                parse("{\"created\":\"" + created + "\",\"config\":{\"durable_name\":\"maestro\",\"deliver_policy\":\"all\","
                        + "\"ack_policy\":\"explicit\",\"filter_subject\":\"orders.waiting_to_cook.*\"" + more + "}}"));
    }

    /** One that has room for one request, and has it. */
    static Found full() {
        return with("\"num_waiting\":1", consumer(CREATED, ",\"max_waiting\":1"));
    }

    /** One that has delivered up to a sequence, so that orders are claimed and others wait. */
    static Found withBacklog(int waiting, int claimed, int delivered) {
        return with("\"num_pending\":%d,\"num_ack_pending\":%d,\"delivered\":{\"consumer_seq\":%3$d,\"stream_seq\":%3$d}"
                .formatted(waiting, claimed, delivered), consumer(CREATED, ""));
    }

    private static Found with(String state, Found found) {
        return found.with(parse(found.consumerInfo().json().toJson().replaceFirst("\\{", "{" + state + ",")));
    }

    private static Described parse(String json) {
        return Described.parse(json.getBytes(UTF_8));
    }

    /** The supervisor begins, and finds what there is to find. */
    TestConsumer open() {
        supervisor.open(configuration, pull);
        clock.advance(Duration.ZERO);
        return this;
    }

    ClaimedMessage claimed(Message message) {
        ClaimedMessage claimed = new ClaimedMessage(message, connection,
                new ClaimedMessage.Terms(new Confirmations(), Duration.ofSeconds(5), ConsumerLimits.NONE, ClaimedMessage::nak,
                        gone::add),
                new OrderTrace(NoTracing.tracing(), message), loop.clock(), (settled, outcome) -> {
                    ackWaits.remove(settled);
                    settlements.add(outcome);
                });
        ackWaits.add(claimed);
        return claimed;
    }
}
