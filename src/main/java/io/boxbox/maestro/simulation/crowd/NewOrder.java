package io.boxbox.maestro.simulation.crowd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import io.boxbox.maestro.order.OrderSubjects;

/**
 * An order as a customer writes it.
 *
 * @param size {@code small}, {@code medium} or {@code large}, in any case
 * @param toppings {@code null} for a customer who says nothing of them
 */
public record NewOrder(String id, String size, List<String> toppings, String destination, String username, Instant orderedAt) {

    private static final DateTimeFormatter NANOSECONDS = new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    /** Where it is published. */
    public String subject() {
        return OrderSubjects.WAITING_TO_COOK + '.' + id;
    }

    /** As it is published. */
    public byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("size", size);
            json.writeFieldName("toppings");
            if (toppings == null) {
                json.writeNull();
            } else {
                json.writeArray(toppings.toArray(String[]::new), 0, toppings.size());
            }
            json.writeStringField("destination", destination);
            json.writeStringField("username", username);
            json.writeStringField("ordered_at", NANOSECONDS.format(orderedAt));
            json.writeStringField("order_id", id);
            json.writeStringField("status", "waiting_to_cook");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot happen: the order is written to memory", e);
        }
        return bytes.toByteArray();
    }
}
