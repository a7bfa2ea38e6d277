package io.boxbox.maestro.simulation.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.boxbox.maestro.kitchen.Break;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.Idle;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderDelivered;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderStarted;
import io.boxbox.maestro.kitchen.KitchenEvent.OrderUnprocessed;
import io.boxbox.maestro.order.Order;
import io.boxbox.maestro.order.OrderReader;
import io.boxbox.maestro.queue.OrderSettled;
import io.boxbox.maestro.queue.OrderSettled.Outcome;

/** What happens in a kitchen, as a line of JSON: how Maestro tells the stage that has started him. Thread-safe. */
final class KitchenLines {

    private static final String EVENT = "event";
    private static final String MAESTRO = "maestro";

    private final ObjectMapper json = new ObjectMapper();
    private final OrderReader orders = new OrderReader();

    /** Empty for what an account has no line for. */
    Optional<String> write(KitchenEvent event) {
        ObjectNode line = json.createObjectNode().put(EVENT, event.getClass().getSimpleName()).put(MAESTRO, event.maestro());
        if (event instanceof OrderStarted started) {
            line.set("order", order(started.order()));
        } else if (event instanceof OrderDelivered delivered) {
            line.put("nanos", delivered.took().toNanos()).set("order", order(delivered.order()));
        } else if (event instanceof OrderUnprocessed unprocessed) {
            OrderSettled settled = unprocessed.settled();
            line.put("outcome", settled.outcome().name()).put("reason", settled.reason()).put("detail", settled.detail())
                    .set("order", order(unprocessed.order()));
        } else if (event instanceof BreakStarted started) {
            taken(line, started.taken());
        } else if (event instanceof BreakEnded ended) {
            taken(line, ended.taken()).put("nanos", ended.lasted().toNanos());
        } else if (!(event instanceof Idle)) {
            return Optional.empty();
        }
        return Optional.of(line.toString());
    }

    /** Empty for a line that tells no event. */
    Optional<KitchenEvent> read(String text) {
        try {
            JsonNode line = json.readTree(text);
            if (line == null || !line.isObject()) {
                return Optional.empty();
            }
            int maestro = line.path(MAESTRO).asInt();
            Duration took = Duration.ofNanos(line.path("nanos").asLong());
            return switch (line.path(EVENT).asText()) {
                case "OrderStarted" -> Optional.of(new OrderStarted(maestro, order(line), Duration.ZERO));
                case "OrderDelivered" -> Optional.of(new OrderDelivered(maestro, order(line), took));
                case "OrderUnprocessed" -> Optional.of(new OrderUnprocessed(maestro, order(line), settled(line)));
                case "BreakStarted" -> Optional.of(new BreakStarted(maestro, taken(line)));
                case "BreakEnded" -> Optional.of(new BreakEnded(maestro, taken(line), took));
                case "Idle" -> Optional.of(new Idle(maestro));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen: the line is read from memory", e);
        }
    }

    private ObjectNode order(Order order) {
        ObjectNode node = json.createObjectNode().put("order_id", order.id()).put("size", order.size().name());
        order.toppings().forEach(node.putArray("toppings")::add);
        return node;
    }

    private Order order(JsonNode line) throws IOException {
        return orders.read(json.writeValueAsBytes(line.path("order")));
    }

    private static OrderSettled settled(JsonNode line) {
        return new OrderSettled(line.path("order").path("order_id").asText(), Outcome.valueOf(line.path("outcome").asText()),
                line.path("reason").asText(), line.path("detail").asText(), 1, Duration.ZERO, Duration.ZERO);
    }

    private static ObjectNode taken(ObjectNode line, Break taken) {
        return line.put("kind", taken.kind().name()).put("planned", taken.planned().toNanos())
                .put("extended", taken.extended());
    }

    private static Break taken(JsonNode line) {
        return new Break(Break.Kind.valueOf(line.path("kind").asText()), Duration.ofNanos(line.path("planned").asLong()),
                line.path("extended").asBoolean());
    }
}
