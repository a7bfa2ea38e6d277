package io.boxbox.maestro;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.PizzeriaResource;
import io.boxbox.panettiere.v1.BorderKind;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.PizzaSize;
import io.grpc.Status;
import io.nats.client.Message;
import io.nats.client.api.AckPolicy;
import io.nats.client.impl.Headers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(PizzeriaResource.class)
class OrdersTest {

    private static final List<String> SIZES = List.of("small", "medium", "large", "LARGE");

    @PizzeriaResource.Inject
    Pizzeria pizzeria;

    @Test
    void twoHundredOrdersOfMixedSizesAreAllDeliveredOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> {
            String id = Pizzeria.newId();
            pizzeria.place(id, Pizzeria.order(id, SIZES.get(i % SIZES.size()), ""));
            ids.add(id);
        });
        pizzeria.awaitQuiet();

        assertThat(ids).allSatisfy(id -> assertThat(pizzeria.count("orders.waiting_delivery." + id)).isEqualTo(1));
        assertThat(pizzeria.panettiere().requests()).extracting(DoughRequest::getOrderId).filteredOn(ids::contains)
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void everySizeAndBorderReachesThePanettiereAsItIs() {
        assertThat(dough("small", "")).isEqualTo(dough(PizzaSize.PIZZA_SIZE_SMALL, BorderKind.BORDER_KIND_NONE));
        assertThat(dough("medium", ",\"border\":\"cream cheese\""))
                .isEqualTo(dough(PizzaSize.PIZZA_SIZE_MEDIUM, BorderKind.BORDER_KIND_CREAM_CHEESE));
        assertThat(dough("large", ",\"border\":\"cheddar\""))
                .isEqualTo(dough(PizzaSize.PIZZA_SIZE_LARGE, BorderKind.BORDER_KIND_CHEDDAR));
        assertThat(dough("LARGE", ",\"border\":\"chocolate\""))
                .isEqualTo(dough(PizzaSize.PIZZA_SIZE_LARGE, BorderKind.BORDER_KIND_CHOCOLATE));
    }

    @Test
    void everyFieldButTheStatusLeavesByteForByteAsItCame() {
        String id = Pizzeria.newId();
        String order = "{ \"unheard_of\" : {\"a\":[1, 2.50e1,null]},\"size\":\"LARGE\", \"toppings\":null,\n\"order_id\":\""
                + id
                + "\",\"ordered_at\":\"2026-11-23T17:00:00.123456789+01:00\",\"status\" : \"waiting_to_cook\",\"username\":\"\\u00e9🍕\"}";
        pizzeria.place(id, order);

        assertThat(new String(pizzeria.awaitDelivery(id).getData(), UTF_8))
                .isEqualTo(order.replace("waiting_to_cook", "waiting_delivery"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "traceparent", "Traceparent", "TRACEPARENT" })
    void theTraceContextGoesOnUnderTheNameItCameUnder(String name) {
        String context = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String id = Pizzeria.newId();
        pizzeria.place(id, Pizzeria.order(id, "small", ""), new Headers().add(name, context).add("tracestate", "shop=7"));

        Headers headers = pizzeria.awaitDelivery(id).getHeaders();
        assertThat(headers.keySet()).filteredOn(name::equalsIgnoreCase).containsExactly(name);
        assertThat(headers.get(name)).singleElement().asString().contains("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(headers.get("tracestate")).containsExactly("shop=7");
    }

    @Test
    void anOrderIsTriedAgainWhileThePanettiereSleepsAndDeliveredWhenHeWakes() {
        String id = Pizzeria.newId();
        pizzeria.panettiere().refuse(id, Status.RESOURCE_EXHAUSTED, Status.UNAVAILABLE);
        pizzeria.place(id, Pizzeria.order(id, "small", ""));

        pizzeria.awaitDelivery(id);
        assertThat(pizzeria.panettiere().requests(id)).hasSize(3);
    }

    @Test
    void anOrderWithoutDoughIsHandedBackAndTheNextOneIsNotHeldUp() {
        String tired = Pizzeria.newId();
        Status[] asleep = new Status[7];
        Arrays.fill(asleep, Status.RESOURCE_EXHAUSTED);
        pizzeria.panettiere().refuse(tired, asleep);
        pizzeria.place(tired, Pizzeria.order(tired, "small", ""));
        String next = pizzeria.place();

        Message delivered = pizzeria.awaitDelivery(next);
        Message later = pizzeria.awaitDelivery(tired);

        assertThat(later.metaData().streamSequence()).isGreaterThan(delivered.metaData().streamSequence());
        assertThat(pizzeria.panettiere().requests(tired)).as("three at each of two deliveries, two at the third").hasSize(8);
    }

    @Test
    void anOrderThatThePanettiereRefusesForGoodBecomesADeadLetter() throws Exception {
        String id = Pizzeria.newId();
        String order = Pizzeria.order(id, "small", "");
        pizzeria.panettiere().refuse(id, Status.INVALID_ARGUMENT.withDescription("no such pizza"));
        pizzeria.place(id, order, new Headers().add("Nats-Msg-Id", "placed-" + id).add("shop", "7"));

        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(new String(letter.getData(), UTF_8)).isEqualTo(order);
        assertThat(letter.getHeaders().getFirst("shop")).isEqualTo("7");
        assertThat(letter.getHeaders().getFirst("Maestro-Original-Nats-Msg-Id")).isEqualTo("placed-" + id);
        assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("invalid_argument");
        assertThat(letter.getHeaders().getFirst("Maestro-Detail")).contains("INVALID_ARGUMENT", "no such pizza");
        assertThat(letter.getHeaders().getFirst("Maestro-Subject")).isEqualTo("orders.waiting_to_cook." + id);
        assertThat(letter.getHeaders().getFirst("Maestro-Deliveries")).isEqualTo("1");
        assertThat(Long.parseLong(letter.getHeaders().getFirst("Maestro-Stream-Sequence"))).isPositive();
        assertThat(pizzeria.count("orders.waiting_delivery." + id)).isZero();
    }

    @Test
    void aLetterThatIsPutBackAndFailsAgainTellsOfThisTimeOnly() throws Exception {
        String id = Pizzeria.newId();
        pizzeria.panettiere().refuse(id, Status.INVALID_ARGUMENT.withDescription("first"),
                Status.UNIMPLEMENTED.withDescription("second"));
        pizzeria.place(id, Pizzeria.order(id, "small", ""),
                new Headers().add("Nats-Msg-Id", "placed-" + id).add("shop", "7"));
        Message first = pizzeria.await("orders.dead_letter." + id).get(0);

        Headers kept = new Headers();
        first.getHeaders().forEach((name, values) -> {
            if (!name.startsWith("Nats-")) {
                kept.add(name, values);
            }
        });
        pizzeria.place(id, new String(first.getData(), UTF_8), kept);
        await().until(() -> pizzeria.count("orders.dead_letter." + id) == 2);

        Headers again = pizzeria.await("orders.dead_letter." + id).get(1).getHeaders();
        assertThat(again.get("Maestro-Reason")).containsExactly("unimplemented");
        assertThat(again.get("Maestro-Detail")).singleElement().asString().contains("second").doesNotContain("first");
        assertThat(again.get("Maestro-Stream-Sequence")).hasSize(1)
                .isNotEqualTo(first.getHeaders().get("Maestro-Stream-Sequence"));
        assertThat(again.getFirst("Maestro-Original-Nats-Msg-Id")).isNull();
        assertThat(again.get("shop")).containsExactly("7");
    }

    @Test
    void whatIsMerelyOddIsCookedAndDeliveredByteForByte() {
        String id = Pizzeria.newId();
        String odd = "{\"SIZE\":\"\",\"Toppings\":[null,\"funghi\"],\"ordered_at\":\"tomorrow\",\"ORDER_ID\":\"" + id
                + "\",\"Status\":\"waiting_to_cook\"}";
        pizzeria.place(id, odd);

        assertThat(new String(pizzeria.awaitDelivery(id).getData(), UTF_8))
                .isEqualTo(odd.replace("waiting_to_cook", "waiting_delivery"));
        assertThat(pizzeria.panettiere().requests(id)).singleElement()
                .satisfies(dough -> assertThat(dough.getSize()).isEqualTo(io.boxbox.panettiere.v1.PizzaSize.PIZZA_SIZE_SMALL));
    }

    @Test
    void moreDoughThanACallMayCarryIsDoughAllTheSame() {
        String id = Pizzeria.newId();
        pizzeria.panettiere().knead(id, 6 << 20);
        pizzeria.place(id, Pizzeria.order(id, "large", ""));

        pizzeria.awaitDelivery(id);
        assertThat(pizzeria.panettiere().requests(id)).hasSize(1);
    }

    @Test
    void aMessageThatIsNoOrderBecomesADeadLetterAndItsNeighboursNeverNotice() {
        String before = pizzeria.place();
        String poison = Pizzeria.newId();
        pizzeria.place(poison, "{\"order_id\":");
        String after = pizzeria.place();

        pizzeria.awaitDelivery(before);
        pizzeria.awaitDelivery(after);
        assertThat(pizzeria.await("orders.dead_letter." + poison)).singleElement().satisfies(
                letter -> {
                    assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("not_json");
                    assertThat(letter.getHeaders().getFirst("Maestro-Detail")).startsWith("the message is not JSON");
                });
    }

    @Test
    void anOrderThatNamesAnotherIdThanItsSubjectCannotTakeThatOnesPlace() throws Exception {
        String victim = Pizzeria.newId();
        String impostor = Pizzeria.newId();
        pizzeria.place(impostor, Pizzeria.order(victim, "small", ""));
        pizzeria.place(victim, Pizzeria.order(victim, "large", ""));

        assertThat(new String(pizzeria.awaitDelivery(victim).getData(), UTF_8)).contains("large");
        assertThat(pizzeria.await("orders.dead_letter." + impostor)).singleElement().satisfies(
                letter -> assertThat(letter.getHeaders().getFirst("Maestro-Detail"))
                        .contains("order_id is not the last token"));
    }

    @Test
    void anOrderForWhoseDeliveryThereIsNoRoomBecomesADeadLetter() {
        String id = Pizzeria.newId();
        int padding = (int) pizzeria.connection().getMaxPayload() - Pizzeria.order(id, "small", ",\"pad\":\"\"").length();
        pizzeria.place(id, Pizzeria.order(id, "small", ",\"pad\":\"" + "x".repeat(padding) + "\""));

        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(letter.getHeaders().getFirst("Maestro-Reason")).isEqualTo("too_large");
        assertThat(letter.getHeaders().getFirst("Maestro-Left-Out")).isEqualTo("headers and body");
        pizzeria.awaitDelivery(pizzeria.place());
    }

    @Test
    void aHeaderThatNamesAClassLoadsNothing() {
        String id = Pizzeria.newId();
        pizzeria.place(id, Pizzeria.order(id, "small", ""), new Headers().add("message.type", "no.such.Class"));

        pizzeria.awaitDelivery(id);
    }

    @Test
    void anOrderThatIsAlreadyDeliveredIsNotDeliveredAgain() throws Exception {
        String id = pizzeria.place();
        pizzeria.awaitDelivery(id);

        pizzeria.place(id, Pizzeria.order(id, "large", ""));
        pizzeria.awaitQuiet();

        assertThat(pizzeria.count("orders.waiting_delivery." + id)).isEqualTo(1);
    }

    @Test
    void theStreamIsAcceptedByAnotherServiceThatCreatesItWithNameAndSubjectsOnly() {
        pizzeria.awaitDelivery(pizzeria.place());

        assertThat(pizzeria.api("STREAM.CREATE.ORDERS", "{\"name\":\"ORDERS\",\"subjects\":[\"orders.>\"]}"))
                .contains("stream_create_response").doesNotContain("\"error\"");
    }

    @Test
    void theConsumerIsAsItsContractSays() throws Exception {
        var consumer = pizzeria.consumer().getConsumerConfiguration();

        assertThat(consumer.getDurable()).isEqualTo(Pizzeria.CONSUMER);
        assertThat(consumer.getFilterSubject()).isEqualTo("orders.waiting_to_cook.*");
        assertThat(consumer.getAckPolicy()).isEqualTo(AckPolicy.Explicit);
        assertThat(consumer.getDeliverSubject()).as("a pull consumer has none").isNull();
    }

    private DoughRequest dough(String size, String border) {
        String id = Pizzeria.newId();
        pizzeria.place(id, Pizzeria.order(id, size, border));
        pizzeria.awaitDelivery(id);
        return pizzeria.panettiere().requests(id).get(0).toBuilder().clearOrderId().build();
    }

    private static DoughRequest dough(PizzaSize size, BorderKind border) {
        return DoughRequest.newBuilder().setSize(size).setBorder(border).build();
    }
}
