package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.grpc.Status;
import io.opentelemetry.proto.logs.v1.SeverityNumber;

/** What Maestro writes at DEBUG, of orders of each kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogsIT {

    private final ObjectMapper json = new ObjectMapper();
    private final String delivered = Pizzeria.newId();
    private final String impossible = Pizzeria.newId();
    private final String garbage = Pizzeria.newId();
    private final String odd = Pizzeria.newId();
    private final String tired = Pizzeria.newId();
    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    @AutoClose
    private final OtlpReceiver receiver = new OtlpReceiver();
    private PackagedMaestro maestro;

    @BeforeAll
    void open() throws Exception {
        maestro = PackagedMaestro.start(pizzeria, receiver.with(Map.of(
                "MAESTRO_HAND_BACK_DELAY_IN_SECONDS", "0.1",
                "QUARKUS_LOG_CATEGORY__IO_BOXBOX__LEVEL", "DEBUG")));
        pizzeria.place(delivered, Pizzeria.order(delivered, "small", ""));
        pizzeria.panettiere().refuse(impossible, Status.INVALID_ARGUMENT);
        pizzeria.place(impossible, Pizzeria.order(impossible, "small", ""));
        pizzeria.place(garbage, "no order of ada");
        pizzeria.place(odd, Pizzeria.order(odd, "Via Roma", ""));
        pizzeria.panettiere().refuse(tired, Status.INTERNAL);
        pizzeria.place(tired, Pizzeria.order(tired, "small", ""));
        pizzeria.awaitDelivery(tired);
        pizzeria.awaitQuiet();
    }

    @Test
    void everyLineIsJson() throws Exception {
        assertThat(maestro.output().lines()).isNotEmpty()
                .allSatisfy(line -> assertThat(json.readTree(line).isObject()).isTrue());
    }

    @Test
    void everyLineAboutAnOrderCarriesItsIdTraceAndSpan() throws Exception {
        for (String id : List.of(delivered, impossible, garbage, odd, tired)) {
            List<JsonNode> lines = about(id);
            assertThat(lines).isNotEmpty().allSatisfy(line -> {
                assertThat(line.at("/mdc/orderId").asText()).as("%s", line).isEqualTo(id);
                assertThat(line.at("/mdc/traceId").asText()).as("%s", line).hasSize(32);
                assertThat(line.at("/mdc/spanId").asText()).as("%s", line).hasSize(16);
            });
            assertThat(lines).extracting(line -> line.at("/mdc/traceId").asText()).as("one trace for each delivery")
                    .satisfies(traces -> assertThat(traces.stream().distinct()).hasSize(id.equals(tired) ? 2 : 1));
        }
    }

    @Test
    void oneLineAtInfoSaysWhatBecameOfAnOrder() throws Exception {
        assertThat(atInfo(delivered)).singleElement().asString()
                .matches("Delivered order " + delivered + " \\d+ ms after it arrived, \\d+ ms after it was begun");
        assertThat(atInfo(tired)).singleElement().asString().startsWith("Delivered order");
        assertThat(atInfo(impossible)).singleElement().asString().startsWith("Order " + impossible + " is a dead letter: ");
        assertThat(atInfo(garbage)).singleElement().asString().startsWith("Order " + garbage + " is a dead letter: not_json");
        assertThat(atInfo(odd)).singleElement().asString().startsWith("Order " + odd + " is a dead letter: bad_size");
    }

    @Test
    void nothingOfWhatTheCustomerWroteIsShownAboveDebug() throws Exception {
        assertThat(lines()).filteredOn(line -> !line.get("level").asText().equals("DEBUG"))
                .noneMatch(line -> line.toString().contains("of ada") || line.toString().contains("Via Roma"));
    }

    @Test
    void theSameGoesOutOverOtlp() throws Exception {
        String trace = about(delivered).get(0).at("/mdc/traceId").asText();
        await().untilAsserted(() -> assertThat(receiver.logs())
                .filteredOn(record -> record.getBody().getStringValue().startsWith("Delivered order " + delivered))
                .singleElement().satisfies(record -> {
                    assertThat(record.getTraceId()).isEqualTo(ByteString.fromHex(trace));
                    assertThat(record.getSpanId().isEmpty()).isFalse();
                    assertThat(record.getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
                    assertThat(OtlpReceiver.attributes(record.getAttributesList())).containsEntry("orderId", delivered);
                }));
    }

    private List<JsonNode> about(String id) throws IOException {
        return lines().stream().filter(line -> line.get("message").asText().contains(id)).toList();
    }

    private List<String> atInfo(String id) throws IOException {
        return about(id).stream().filter(line -> line.get("level").asText().equals("INFO"))
                .map(line -> line.get("message").asText()).toList();
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : maestro.output().lines().toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }
}
