package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.Ports;
import io.grpc.Status;

/** What the board serves is what its own description says, at all times. */
class BoardSchemaIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> seen = new HashSet<>();
    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    private final int port = Ports.free();
    private JsonNode description;
    private Schema kitchen;

    @Test
    void eachAnswerIsAsDescribed() throws Exception {
        pizzeria.nats().kill();
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BOARD_SHOW_PERSONAL_DATA", "true",
                "MAESTRO_BOARD_TRACE_URL", "https://traces.example/{traceId}", "MAESTRO_OPENTELEMETRY_ENABLED", "true",
                "MAESTRO_OPENTELEMETRY_ENDPOINT", "127.0.0.1:1", "MAESTRO_ORDER_BATCH_SIZE", "1",
                "MAESTRO_SMOKING_DURATION_IN_SECONDS", "0.5", "MAESTRO_PANETTIERE_CLIENT_RETRIES", "0",
                "MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS", "8", "MAESTRO_LUNCH_DURATION_IN_SECONDS", "2",
                "MAESTRO_FETCH_MAX_WAIT_IN_SECONDS", "0.5"))) {
            learn();
            awaitKitchen("before NATS was ever there", it -> !it.at("/nats/connected").asBoolean()
                    && it.at("/orders/waiting").isMissingNode());
            pizzeria.nats().start();
            awaitKitchen("idle", it -> it.at("/orders/waiting").asInt(-1) == 0);

            String held = Pizzeria.newId();
            pizzeria.panettiere().hold(held);
            pizzeria.place(held, Pizzeria.order(held, "large", ",\"border\":\"cream cheese\""));
            awaitKitchen("cooking", it -> it.at("/recentOrders/0/stage").asText().equals("cooking"));
            pizzeria.place();
            awaitKitchen("with an order waiting", it -> it.at("/orders").has("oldestWaiting"));
            pizzeria.nats().kill();
            awaitKitchen("with NATS away", it -> !it.at("/nats/connected").asBoolean());
            pizzeria.nats().start();
            awaitKitchen("with NATS back", it -> it.at("/nats/consuming").asBoolean());
            pizzeria.panettiere().release(held);
            awaitKitchen("smoking", it -> it.at("/maestros/states").asText().equals("s"));
            awaitKitchen("with orders delivered", it -> it.at("/orders/delivered").asInt() >= 1);

            String refused = Pizzeria.newId();
            pizzeria.panettiere().refuse(refused, Status.INVALID_ARGUMENT);
            pizzeria.place(refused, Pizzeria.order(refused, "small", ""));
            pizzeria.place("broken", "{");
            awaitKitchen("with dead letters", it -> it.at("/orders/deadLetters").asInt() == 2);
            String late = Pizzeria.newId();
            pizzeria.panettiere().refuse(late, Status.UNAVAILABLE);
            pizzeria.place(late, Pizzeria.order(late, "medium", ""));
            awaitKitchen("with an order handed back", it -> it.at("/orders/handedBack").asInt() == 1);
            awaitKitchen("at lunch", it -> it.at("/maestros/lunching").asInt() == 1);
            awaitKitchen("after lunch", it -> it.at("/maestros/idle").asInt() == 1);
        }
        assertThat(seen).as("what is described, and was there at least once").containsAll(properties("", "Kitchen"));
    }

    @Test
    void eachEventOfTheLiveStreamIsAsDescribed() throws Exception {
        try (PackagedMaestro maestro = start(Map.of("MAESTRO_BRIGADE_SIZE", "3"))) {
            learn();
            assertThat(description.at("/paths/~1api~1kitchen~1live/get/responses/200/content/text~1event-stream/schema/$ref")
                    .asText()).isEqualTo("#/components/schemas/Update");
            assertThat(description.at("/components/schemas/Update/properties/data/contentSchema/$ref").asText())
                    .isEqualTo("#/components/schemas/Kitchen");
            HttpResponse<InputStream> live = http.send(request("/api/kitchen/live"), BodyHandlers.ofInputStream());
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(live.body()))) {
                for (int i = 0; i < 20; i++) {
                    pizzeria.place();
                }
                JsonNode event;
                do {
                    String line = lines.readLine();
                    if (line.isEmpty()) {
                        line = lines.readLine();
                    }
                    // Each has the one field that is described.
                    assertThat(line).startsWith("data:");
                    event = JSON.readTree(line.substring("data:".length()));
                    assertIsAsDescribed("an event", event);
                } while (event.at("/orders/delivered").asInt() < 20);
            }
        }
    }

    @Test
    void theDescriptionSaysWhatIsAlwaysThereAndWhatMayBeNull() throws Exception {
        try (PackagedMaestro maestro = start(Map.of())) {
            learn();
            Set<String> optional = new TreeSet<>();
            description.at("/components/schemas").fields().forEachRemaining(schema -> {
                Set<String> required = new HashSet<>();
                schema.getValue().path("required").forEach(name -> required.add(name.asText()));
                schema.getValue().path("properties").fields().forEachRemaining(property -> {
                    assertThat(property.getValue().has("description") || property.getValue().has("$ref"))
                            .as("a description of %s.%s", schema.getKey(), property.getKey()).isTrue();
                    if (!required.contains(property.getKey())) {
                        optional.add(schema.getKey() + "." + property.getKey());
                    }
                });
            });
            assertThat(optional).containsExactly("DeadLetter.detail", "Maestros.nextLunch", "Orders.claimed",
                    "Orders.oldestWaiting", "Orders.waiting", "RecentOrder.destination", "RecentOrder.dough",
                    "RecentOrder.ended", "RecentOrder.reason", "RecentOrder.trace", "RecentOrder.username");
            assertThat(description.at("/components/schemas/MaybeSeconds/type")).extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder("number", "null");
            // Resolved against where the description is, as OpenAPI has it.
            assertThat(
                    URI.create("https://proxy.example/maestro/api/openapi").resolve(description.at("/servers/0/url").asText()))
                    .hasToString("https://proxy.example/maestro/");
            assertThat(description.at("/info/license/name").asText()).startsWith("Apache");
        }
    }

    private void learn() throws Exception {
        description = JSON.readTree(http.send(request("/api/openapi?format=json"), BodyHandlers.ofString()).body());
        ObjectNode schema = description.deepCopy();
        schema.put("$ref", "#/components/schemas/Kitchen");
        // Readers of the board have to bear with more than is described; we have to describe all there is.
        schema.at("/components/schemas").forEach(type -> {
            if (type.has("properties")) {
                ((ObjectNode) type).put("additionalProperties", false);
            }
        });
        kitchen = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    }

    private void awaitKitchen(String when, Predicate<JsonNode> state) {
        await(when).pollInterval(Duration.ofMillis(20)).until(() -> {
            JsonNode now = JSON.readTree(http.send(request("/api/kitchen"), BodyHandlers.ofString()).body());
            assertIsAsDescribed(when, now);
            remember("", now);
            return state.test(now);
        });
    }

    private void assertIsAsDescribed(String when, JsonNode answer) {
        assertThat(kitchen.validate(answer, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as("%s: %s", when, answer).isEmpty();
    }

    private void remember(String path, JsonNode node) {
        node.fields().forEachRemaining(field -> {
            seen.add(path + "/" + field.getKey());
            remember(path + "/" + field.getKey(), field.getValue());
        });
        if (node.isArray()) {
            node.forEach(item -> remember(path, item));
        }
    }

    private List<String> properties(String path, String schema) {
        List<String> all = new ArrayList<>();
        description.at("/components/schemas/" + schema + "/properties").fields().forEachRemaining(property -> {
            all.add(path + "/" + property.getKey());
            JsonNode of = property.getValue().path("items").has("$ref") ? property.getValue().path("items")
                    : property.getValue();
            if (of.has("$ref")) {
                String type = of.path("$ref").asText();
                all.addAll(properties(path + "/" + property.getKey(), type.substring(type.lastIndexOf('/') + 1)));
            }
        });
        return all;
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    }

    private PackagedMaestro start(Map<String, String> variables) throws Exception {
        return PackagedMaestro.startListening(pizzeria, port, variables);
    }
}
