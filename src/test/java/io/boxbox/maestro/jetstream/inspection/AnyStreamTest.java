package io.boxbox.maestro.jetstream.inspection;

import static io.boxbox.maestro.testing.Pizzeria.CONSUMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.boxbox.maestro.overview.DependencyStatus;
import io.boxbox.maestro.testing.GatedPizzeriaResource;
import io.boxbox.maestro.testing.LogLines;
import io.boxbox.maestro.testing.NetworkLink;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.PizzeriaResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Whatever stream and consumer are found: each row of the table in docs/streams.md, on a real server. */
@QuarkusTest
@WithTestResource(value = GatedPizzeriaResource.class, initArgs = {
        @ResourceArg(name = "maestro.lunch-duration-in-seconds", value = "0") })
class AnyStreamTest {

    private static final Duration A_WHILE = Duration.ofMillis(800);

    @PizzeriaResource.Inject
    Pizzeria pizzeria;

    @PizzeriaResource.Inject
    NetworkLink gate;

    @Inject
    DependencyStatus dependencies;

    private LogLines log;

    @BeforeEach
    void shutTheGate() throws Exception {
        log = new LogLines();
        gate.shut();
        await().until(() -> !dependencies.queue().connected());
        pizzeria.api("STREAM.DELETE.ORDERS", "");
        pizzeria.api("STREAM.CREATE.ELSEWHERE", "{\"name\":\"ELSEWHERE\",\"subjects\":[\"elsewhere.*\"]}");
    }

    @AfterEach
    void openTheGate() {
        gate.open();
        log.close();
    }

    static List<StreamCase> refused() {
        return of(Decision.REFUSED);
    }

    static List<StreamCase> warned() {
        return of(Decision.WARNED);
    }

    static List<StreamCase> silent() {
        return StreamCases.ALL.stream().filter(each -> each.outcome() == Decision.USED || each.outcome() == Decision.ADAPTED)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeUsedIsRefusedInOneLineAndWorkBeginsWhenItIsMended(StreamCase each) throws Exception {
        create(each);
        String before = Pizzeria.newId();
        pizzeria.connection().publish("orders.waiting_to_cook." + before, Pizzeria.order(before, "small", "").getBytes());
        gate.open();

        await().until(() -> dependencies.queue().detail().contains(each.property() + " of "));
        String line = dependencies.queue().detail();
        assertThat(line).contains("This mends it: nats ");
        await().during(A_WHILE).atMost(A_WHILE.multipliedBy(3)).until(() -> !dependencies.queue().consuming());
        assertThat(log.containing("no orders for now: " + line)).hasSize(1);
        assertThat(dependencies.queue().detail()).isEqualTo(line);
        assertThat(pizzeria.panettiere().requests(before)).isEmpty();
        String consumer = pizzeria.api("CONSUMER.INFO.ORDERS." + CONSUMER, "");
        assertThat(consumer).satisfiesAnyOf(absent -> assertThat(absent).contains("\"error\""),
                untouched -> assertThat(untouched).contains("\"ack_floor\":{\"consumer_seq\":0,\"stream_seq\":0"));

        mend(each);
        pizzeria.awaitDelivery(pizzeria.place());
        await().until(() -> dependencies.queue().consuming());
    }

    @ParameterizedTest
    @MethodSource("warned")
    void whatAnOperatorMayNotExpectIsSaidInOneLineAndOrdersAreDelivered(StreamCase each) throws Exception {
        create(each);
        gate.open();

        String id = pizzeria.place();
        await().until(() -> pizzeria.count("orders.waiting_delivery." + id) == 1);
        assertThat(log.containing(each.property() + " of ")).singleElement().asString().startsWith("NATS: ");
        assertThat(dependencies.queue().consuming()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("silent")
    void whatCanBeUsedIsUsedAndHealthIsSteady(StreamCase each) throws Exception {
        create(each);
        gate.open();
        await().until(() -> dependencies.queue().consuming());
        int lines = log.containing("no orders for now").size();

        String first = pizzeria.place();
        String second = pizzeria.place();
        await().until(() -> pizzeria.count("orders.waiting_delivery." + first) == 1);
        await().until(() -> pizzeria.count("orders.waiting_delivery." + second) == 1);
        await().during(A_WHILE).atMost(A_WHILE.multipliedBy(3)).until(() -> dependencies.queue().consuming());
        assertThat(log.containing("no orders for now")).hasSize(lines);
        if (each.outcome() == Decision.USED) {
            each.properties().forEach(property -> assertThat(log.containing(property.split(" ")[1] + " of ")).isEmpty());
        }
    }

    private static List<StreamCase> of(Decision outcome) {
        return StreamCases.ALL.stream().filter(each -> each.outcome() == outcome).toList();
    }

    private void create(StreamCase each) {
        String stream = each.stream().isEmpty() ? ",\"subjects\":[\"orders.>\"]" : each.stream();
        boolean sealed = stream.contains("\"sealed\":true");
        String answer = pizzeria.api("STREAM.CREATE.ORDERS",
                "{\"name\":\"ORDERS\"" + stream.replace(",\"sealed\":true", "") + "}");
        assumeTrue(!answer.contains("\"error\""), answer);
        // With messages of its own, so that it can be full.
        if (each.property().equals("max_msgs") || each.property().equals("max_bytes")) {
            pizzeria.place();
        }
        if (!each.consumer().isEmpty()) {
            createConsumer(each.consumer());
        }
        if (sealed) {
            pizzeria.api("STREAM.UPDATE.ORDERS", "{\"name\":\"ORDERS\"" + stream + "}");
        }
        String info = pizzeria.api("STREAM.INFO.ORDERS", "") + pizzeria.api("CONSUMER.INFO.ORDERS." + CONSUMER, "");
        assumeTrue(info.contains("\"" + each.property() + "\"") || each.outcome() == Decision.USED
                || each.property().equals("durable_name") || each.property().equals("filter_subject"),
                "this server does not know " + each.property());
    }

    private void createConsumer(String configuration) {
        boolean durable = !configuration.contains("\"name\"");
        String config = "\"description\":\"found\"" + (durable ? ",\"durable_name\":\"" + CONSUMER + "\"" : "") + configuration
                .replace("{name}", CONSUMER)
                .replace("{soon}", Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.SECONDS).toString());
        String operation = durable ? "CONSUMER.DURABLE.CREATE.ORDERS." + CONSUMER
                : "CONSUMER.CREATE.ORDERS." + CONSUMER + ".orders.waiting_to_cook.*";
        String answer = pizzeria.api(operation, "{\"stream_name\":\"ORDERS\",\"config\":{" + config + "}}");
        assumeTrue(!answer.contains("\"error\""), answer);
    }

    private void mend(StreamCase each) {
        if (each.mended() == null) {
            pizzeria.api((each.isOfStream() ? "STREAM.DELETE.ORDERS" : "CONSUMER.DELETE.ORDERS." + CONSUMER), "");
        } else if (each.isOfStream()) {
            assertThat(pizzeria.api("STREAM.UPDATE.ORDERS", "{\"name\":\"ORDERS\"" + each.mended() + "}"))
                    .doesNotContain("\"error\"");
        } else {
            createConsumer(each.mended());
        }
    }
}
