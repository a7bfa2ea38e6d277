package io.boxbox.maestro.jetstream.tracing;

import static io.boxbox.maestro.jetstream.scripted.ScriptedMessage.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.jetstream.scripted.ScriptedNats;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;
import io.boxbox.maestro.queue.QueueStatus;
import io.nats.client.impl.Headers;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;

class TracingTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String CAME = "00-" + TRACE + "-" + PARENT + "-01";

    private final ScriptedNats nats = new ScriptedNats();
    private final List<SpanData> spans = new ArrayList<>();
    private final OpenTelemetry telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(new Exported())).build())
            .setPropagators(ContextPropagators.create(TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(),
                    W3CBaggagePropagator.getInstance())))
            .build();
    private final Tracing tracing = tracing(telemetry, false);

    @AfterEach
    void forgetTheOrder() {
        MDC.clear();
    }

    @Test
    void theTraceGoesOnUnderTheNamesItCameUnder() {
        Map<String, List<String>> onward = onward(new Headers().add("Traceparent", CAME).add("TRACESTATE", "shop=1")
                .add("Baggage", "table=7").add("X-Shop", "no trace"));

        assertThat(onward).containsOnlyKeys("Traceparent", "TRACESTATE", "Baggage");
        assertThat(onward.get("Traceparent")).singleElement().asString().startsWith("00-" + TRACE + "-").isNotEqualTo(CAME);
        assertThat(onward.get("TRACESTATE")).containsExactly("shop=1");
        assertThat(onward.get("Baggage")).containsExactly("table=7");
    }

    @Test
    void aTraceThatBeginsHereGoesOnInLowerCase() {
        assertThat(onward(null)).containsOnlyKeys("traceparent");
        assertThat(onward(new Headers().add("X-Shop", "no trace"))).containsOnlyKeys("traceparent");
    }

    @Test
    void whatCameSeveralTimesIsOneList() {
        assertThat(onward(new Headers().add("traceparent", CAME).add("tracestate", "a=1", "b=2")).get("tracestate"))
                .containsExactly("a=1,b=2");
    }

    @Test
    void headersGoOnAsTheyCameWhereTelemetryIsOff() {
        Tracing off = tracing(OpenTelemetry.noop(), true);
        Map<String, List<String>> onward = new OrderTrace(off, order(nats, "a", 1, 1, new Headers().add("Traceparent", CAME)))
                .publish("orders.waiting_delivery.a", "id").headers();

        assertThat(onward).isEqualTo(Map.of("Traceparent", List.of(CAME)));
    }

    @Test
    void noSpansAreMadeWhereTelemetryIsOff() {
        OrderTrace trace = new OrderTrace(tracing(telemetry, true), order(nats, "a", 7));
        trace.begin();
        trace.end(settled(Outcome.DELIVERED, "none"), null);

        assertThat(spans).isEmpty();
    }

    @Test
    void aHeaderThatIsNoTraceBeginsAnother() {
        Map<String, List<String>> onward = onward(new Headers().add("traceparent", "nonsense"));

        assertThat(onward.get("traceparent")).singleElement().asString().startsWith("00-").doesNotContain(TRACE);
    }

    @Test
    void anOrderIsReceivedProcessedAndSentWithinTheTraceThatPlacedIt() {
        tracing.connected(new QueueStatus(true, true, "nats://nats:4222", 0, "consuming"));
        OrderTrace trace = new OrderTrace(tracing, order(nats, "a", 7, 2, new Headers().add("Traceparent", CAME)));
        trace.begin();
        trace.publish("orders.waiting_delivery.a", "id").confirmed();
        trace.end(settled(Outcome.DELIVERED, "none"), null);

        assertThat(spans).extracting(SpanData::getName).containsExactly("receive orders.waiting_to_cook.{order_id}",
                "publish orders.waiting_delivery.{order_id}", "process orders.waiting_to_cook.{order_id}");
        assertThat(spans).extracting(SpanData::getKind).containsExactly(SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER);
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
        SpanData received = spans.get(0);
        SpanData sent = spans.get(1);
        SpanData processed = spans.get(2);
        assertThat(received.getParentSpanId()).isEqualTo(PARENT);
        assertThat(processed.getParentSpanId()).isEqualTo(received.getSpanId());
        assertThat(sent.getParentSpanId()).isEqualTo(processed.getSpanId());
        assertThat(text(received, "messaging.destination.name")).isEqualTo("orders.waiting_to_cook.a");
        assertThat(text(received, "server.address")).isEqualTo("nats");
        assertThat(received.getAttributes().get(AttributeKey.longKey("messaging.nats.stream_sequence"))).isEqualTo(7);
        assertThat(received.getAttributes().get(AttributeKey.longKey("messaging.nats.delivery_count"))).isEqualTo(2);
        assertThat(text(processed, "maestro.outcome")).isEqualTo("delivered");
        assertThat(processed.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void anOrderThatWasNotBegunEndsWhereItWasReceived() {
        new OrderTrace(tracing, order(nats, "a", 7)).end(settled(Outcome.RELEASED, "none"), null);

        assertThat(spans).singleElement().satisfies(span -> {
            assertThat(span.getName()).startsWith("receive ");
            assertThat(text(span, "maestro.outcome")).isEqualTo("released");
        });
    }

    @Test
    void anOrderThatFailsSaysWhy() {
        OrderTrace trace = new OrderTrace(tracing, order(nats, "a", 7));
        trace.begin();
        trace.publish("orders.waiting_delivery.a", "id").failed(new IllegalStateException("no JetStream"));
        trace.end(settled(Outcome.HANDED_BACK, "not_confirmed"), new IllegalStateException("no JetStream"));

        assertThat(spans.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(spans.get(1), "error.type")).isEqualTo("java.lang.IllegalStateException");
        assertThat(spans.get(2).getStatus().getDescription()).isEqualTo("no JetStream");
        assertThat(text(spans.get(2), "error.type")).isEqualTo("not_confirmed");
        assertThat(text(spans.get(2), "maestro.reason")).isEqualTo("not_confirmed");
    }

    @Test
    void whatIsLoggedWithinATraceNamesItsOrderAndNothingElseDoes() {
        MDC.put("orderId", "another");
        List<Object> logged = new ArrayList<>();
        new OrderTrace(tracing, order(nats, "a", 7)).within(() -> logged.add(MDC.get("orderId")));
        logged.add(MDC.get("orderId"));
        MDC.remove("orderId");
        new OrderTrace(tracing, order(nats, "b", 8)).within(() -> logged.add(MDC.get("orderId")));
        logged.add(MDC.get("orderId"));

        assertThat(logged).containsExactly("a", "another", "b", null);
    }

    private Map<String, List<String>> onward(Headers came) {
        return new OrderTrace(tracing, order(nats, "a", 1, 1, came)).publish("orders.waiting_delivery.a", "id").headers();
    }

    private static OrderSettled settled(Outcome outcome, String reason) {
        return new OrderSettled("a", outcome, reason, "", 1, Duration.ZERO, Duration.ZERO);
    }

    private static String text(SpanData span, String attribute) {
        return span.getAttributes().get(AttributeKey.stringKey(attribute));
    }

    private static Tracing tracing(OpenTelemetry openTelemetry, boolean disabled) {
        return new Tracing(openTelemetry, Scripted.of(OTelRuntimeConfig.class, Map.of("sdkDisabled", none -> disabled)));
    }

    private final class Exported implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> ended) {
            spans.addAll(ended);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
