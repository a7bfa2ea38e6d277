package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import com.google.protobuf.ByteString;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.boxbox.maestro.v1.HelloRequest;
import io.boxbox.maestro.v1.MaestroServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.nats.client.impl.Headers;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;

/** The traces of orders, as a real OTLP receiver gets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesIT {

    private static final String PLACED = "00f067aa0ba902b7";

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    @AutoClose
    private final OtlpReceiver receiver = new OtlpReceiver();
    private PackagedMaestro maestro;
    private final int port = Ports.free();

    @BeforeAll
    void open() throws Exception {
        maestro = PackagedMaestro.start(pizzeria, receiver.with(Map.of(
                "MAESTRO_GRPCSERVER_PORT", String.valueOf(port),
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.02",
                "MAESTRO_PROBABILITY_OF_OVERSMOKING", "1",
                "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "0.5",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "2",
                "MAESTRO_LUNCH_DURATION_IN_SECONDS", "0.05",
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.1")));
    }

    @Test
    void anOrdersTraceIsWholeFromItsPlacingToItsDelivery() {
        String trace = newTrace();
        String id = place(trace, "Traceparent");

        String onward = pizzeria.awaitDelivery(id).getHeaders().getFirst("Traceparent");
        List<Span> spans = awaitSpans(trace, 5);

        assertThat(spans).extracting(Span::getName).containsExactlyInAnyOrder(
                "receive orders.waiting_to_cook.{order_id}", "process orders.waiting_to_cook.{order_id}",
                "panettiere.v1.PanettiereService/MakeDough", "publish orders.waiting_delivery.{order_id}", "smoke");
        Span receive = named(spans, "receive");
        Span process = named(spans, "process");
        Span dough = named(spans, "panettiere");
        Span publish = named(spans, "publish");
        Span smoke = named(spans, "smoke");
        assertThat(hex(receive.getParentSpanId())).isEqualTo(PLACED);
        assertThat(process.getParentSpanId()).isEqualTo(receive.getSpanId());
        assertThat(List.of(dough, publish, smoke)).extracting(Span::getParentSpanId).containsOnly(process.getSpanId());
        assertThat(spans).extracting(Span::getKind).containsExactlyInAnyOrder(SpanKind.SPAN_KIND_CLIENT,
                SpanKind.SPAN_KIND_CONSUMER, SpanKind.SPAN_KIND_CLIENT, SpanKind.SPAN_KIND_PRODUCER,
                SpanKind.SPAN_KIND_INTERNAL);
        assertThat(onward).isEqualTo("00-" + trace + "-" + hex(publish.getSpanId()) + "-01");
    }

    @Test
    void theProcessSpanLastsAsLongAsTheProcessing() {
        String trace = newTrace();
        String id = Pizzeria.newId();
        pizzeria.panettiere().delay(id, 300);
        place(trace, id, "traceparent");

        List<Span> spans = awaitSpans(trace, 5);
        Span process = named(spans, "process");
        assertThat(named(spans, "receive").getEndTimeUnixNano()).isLessThanOrEqualTo(process.getStartTimeUnixNano());
        assertThat(process.getEndTimeUnixNano()).isGreaterThanOrEqualTo(named(spans, "publish").getEndTimeUnixNano());
        assertThat(process.getStartTimeUnixNano()).isLessThanOrEqualTo(named(spans, "panettiere").getStartTimeUnixNano());
        assertThat(named(spans, "smoke").getStartTimeUnixNano()).isGreaterThanOrEqualTo(process.getEndTimeUnixNano());
    }

    @Test
    void theProcessSpanSaysWhichOrderItIsAndHowItWasDelivered() {
        String trace = newTrace();
        String id = place(trace, "traceparent");

        Map<String, String> attributes = OtlpReceiver
                .attributes(named(awaitSpans(trace, 5), "process").getAttributesList());
        assertThat(attributes)
                .containsEntry("box-box.orderid", id)
                .containsEntry("order.size", "small")
                .containsEntry("order.destination", "Via Roma 1")
                .containsEntry("order.username", "luigi")
                .containsEntry("order.toppings", "[funghi]")
                .containsEntry("messaging.system", "nats")
                .containsEntry("messaging.operation.name", "process")
                .containsEntry("messaging.operation.type", "process")
                .containsEntry("messaging.destination.name", "orders.waiting_to_cook." + id)
                .containsEntry("messaging.destination.template", "orders.waiting_to_cook.{order_id}")
                .containsEntry("messaging.consumer.group.name", Pizzeria.CONSUMER)
                .containsEntry("messaging.nats.stream", Pizzeria.STREAM)
                .containsEntry("messaging.nats.delivery_count", "1")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("server.port", String.valueOf(pizzeria.nats().port()))
                .containsEntry("maestro.outcome", "delivered");
    }

    @Test
    void aRetryHasASpanOfItsOwnAndARedeliveryIsRecognised() {
        String trace = newTrace();
        String id = Pizzeria.newId();
        pizzeria.panettiere().refuse(id, Status.RESOURCE_EXHAUSTED, Status.INTERNAL.withDescription("the oven is cold"));
        place(trace, id, "traceparent");

        List<Span> spans = awaitSpans(trace, 9);
        List<Span> doughs = spans.stream().filter(span -> span.getName().startsWith("panettiere")).toList();
        Span failed = spans.stream().filter(span -> span.getName().startsWith("process"))
                .filter(span -> span.getStatus().getCode() == StatusCode.STATUS_CODE_ERROR).findFirst().orElseThrow();
        Span delivered = spans.stream().filter(span -> span.getName().startsWith("process"))
                .filter(span -> span.getStatus().getCode() != StatusCode.STATUS_CODE_ERROR).findFirst().orElseThrow();

        assertThat(doughs).extracting(Span::getParentSpanId)
                .containsExactlyInAnyOrder(failed.getSpanId(), failed.getSpanId(), delivered.getSpanId());
        assertThat(doughs).extracting(span -> span.getStatus().getCode()).containsExactlyInAnyOrder(
                StatusCode.STATUS_CODE_ERROR, StatusCode.STATUS_CODE_ERROR, StatusCode.STATUS_CODE_UNSET);
        assertThat(failed.getStatus().getMessage()).contains("the oven is cold");
        assertThat(failed.getEventsList()).singleElement().satisfies(event -> {
            assertThat(event.getName()).isEqualTo("exception");
            assertThat(OtlpReceiver.attributes(event.getAttributesList()).get("exception.type"))
                    .endsWith("DoughUnavailableException");
        });
        assertThat(OtlpReceiver.attributes(failed.getAttributesList())).containsEntry("maestro.outcome", "handed_back")
                .containsEntry("maestro.reason", "internal").containsEntry("messaging.nats.delivery_count", "1")
                .containsEntry("error.type", "internal");
        assertThat(doughs).extracting(span -> OtlpReceiver.attributes(span.getAttributesList()))
                .allSatisfy(attributes -> assertThat(attributes).containsEntry("server.address", "localhost")
                        .containsEntry("server.port", pizzeria.panettiere().address().split(":")[1]))
                .extracting(attributes -> attributes.get("error.type"))
                .containsExactlyInAnyOrder("RESOURCE_EXHAUSTED", "INTERNAL", null);
        assertThat(OtlpReceiver.attributes(delivered.getAttributesList())).containsEntry("maestro.outcome", "delivered")
                .containsEntry("messaging.nats.delivery_count", "2");
    }

    @Test
    void aMessageThatIsNoOrderHasATraceThatEndsAtItsDeadLetter() {
        String trace = newTrace();
        String id = Pizzeria.newId();
        pizzeria.place(id, "no order", new Headers().add("traceparent", parent(trace)));

        List<Span> spans = awaitSpans(trace, 3);
        assertThat(named(spans, "publish").getName()).isEqualTo("publish orders.dead_letter.{order_id}");
        assertThat(named(spans, "publish").getParentSpanId()).isEqualTo(named(spans, "process").getSpanId());
        assertThat(named(spans, "process").getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(OtlpReceiver.attributes(named(spans, "process").getAttributesList()))
                .containsEntry("maestro.outcome", "dead_letter").containsEntry("maestro.reason", "not_json")
                .containsEntry("error.type", "not_json");
    }

    @Test
    void noSpanStraysIntoTheTraceOfAnotherOrder() {
        Map<String, String> traces = IntStream.range(0, 60).mapToObj(i -> newTrace())
                .collect(Collectors.toMap(trace -> trace, trace -> Pizzeria.newId()));
        traces.values().forEach(id -> {
            if (Math.floorMod(id.hashCode(), 3) == 0) {
                pizzeria.panettiere().refuse(id, Status.UNAVAILABLE);
            }
        });
        traces.forEach((trace, id) -> place(trace, id, "traceparent"));

        assertThat(traces).allSatisfy((trace, id) -> {
            List<Span> spans = awaitSpans(trace, Math.floorMod(id.hashCode(), 3) == 0 ? 6 : 5);
            Set<ByteString> known = new HashSet<>(spans.stream().map(Span::getSpanId).toList());
            assertThat(spans).filteredOn(span -> !known.contains(span.getParentSpanId())).singleElement()
                    .satisfies(root -> assertThat(hex(root.getParentSpanId())).isEqualTo(PLACED));
            assertThat(spans).flatExtracting(Span::getAttributesList)
                    .filteredOn(each -> each.getKey().equals("box-box.orderid"))
                    .singleElement().satisfies(each -> assertThat(each.getValue().getStringValue()).isEqualTo(id));
        });
    }

    @Test
    void anOrderThatCameWithoutATraceGetsOne() {
        String id = pizzeria.place();

        String onward = pizzeria.awaitDelivery(id).getHeaders().getFirst("traceparent");
        assertThat(awaitSpans(onward.split("-")[1], 5)).filteredOn(span -> span.getParentSpanId().isEmpty()).singleElement()
                .satisfies(root -> assertThat(root.getName()).startsWith("receive"));
    }

    @Test
    void lunchHasATraceOfItsOwn() {
        await().until(() -> receiver.spans().stream().anyMatch(span -> span.getName().equals("lunch")));

        assertThat(receiver.spans()).filteredOn(span -> span.getName().equals("lunch")).first()
                .satisfies(lunch -> assertThat(lunch.getParentSpanId().isEmpty()).isTrue());
    }

    @Test
    void aGreetingHasASpanAndAProbeHasNone() {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            // A channel that finds nobody yet waits longer and longer before it tries again.
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance()).getStatus() == ServingStatus.SERVING);
            MaestroServiceGrpc.newBlockingStub(channel).sayHello(HelloRequest.newBuilder().setName("Ada").build());
        } finally {
            channel.shutdownNow();
        }

        await().untilAsserted(() -> assertThat(receiver.spans())
                .anyMatch(span -> span.getName().contains("SayHello") && span.getKind() == SpanKind.SPAN_KIND_SERVER));
        // Nothing but what docs/telemetry.md lists: no probe, no look at the Panettiere, no second span for the same call.
        assertThat(receiver.spans()).extracting(Span::getName).allMatch(name -> name.matches(
                "(receive|process|publish) .*|smoke|lunch|.*/MakeDough|maestro.v1.MaestroService/SayHello"));
    }

    private String place(String trace, String header) {
        String id = Pizzeria.newId();
        place(trace, id, header);
        return id;
    }

    private void place(String trace, String id, String header) {
        pizzeria.place(id, Pizzeria.order(id, "small", ""), new Headers().add(header, parent(trace)));
    }

    private static String newTrace() {
        return Pizzeria.newId().replace("-", "");
    }

    private static String parent(String trace) {
        return "00-" + trace + "-" + PLACED + "-01";
    }

    private List<Span> awaitSpans(String trace, int count) {
        await().atMost(30, TimeUnit.SECONDS).untilAsserted(
                () -> assertThat(spans(trace)).extracting(Span::getName)
                        .as(() -> "spans of " + trace + ", after " + warnings()).hasSize(count));
        return spans(trace);
    }

    private List<String> warnings() {
        try {
            return maestro.warnings();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Span> spans(String trace) {
        return receiver.spans().stream().filter(span -> hex(span.getTraceId()).equals(trace)).toList();
    }

    private static Span named(List<Span> spans, String beginning) {
        return spans.stream().filter(span -> span.getName().startsWith(beginning)).findFirst()
                .orElseThrow(() -> new AssertionError("No span " + beginning + "…"));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
