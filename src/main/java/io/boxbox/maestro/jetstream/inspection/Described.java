package io.boxbox.maestro.jetstream.inspection;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.nats.client.support.JsonParseException;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;

/**
 * A part of what the server says of a stream or a consumer, as it says it: a newer server's properties are there too, which
 * the client library has no classes for. What is absent reads as empty, zero or false, which is what the server means.
 */
public record Described(JsonValue json) {

    /** Nothing at all. */
    public static final Described NOTHING = new Described(JsonValue.EMPTY_MAP);

    private static final Set<String> DURATIONS = Set.of("ack_wait", "backoff", "inactive_threshold", "max_age");

    /** Reads an answer of the server. */
    public static Described parse(byte[] answer) {
        try {
            return new Described(JsonParser.parse(answer));
        } catch (JsonParseException e) {
            throw new IllegalStateException("the server's answer is not JSON: " + e.getMessage(), e);
        }
    }

    public boolean isEmpty() {
        return json.map == null || json.map.isEmpty();
    }

    public boolean has(String key) {
        return value(key).isPresent();
    }

    public Described object(String key) {
        return value(key).filter(value -> value.map != null).map(Described::new).orElse(NOTHING);
    }

    public String text(String key) {
        return JsonValueUtils.readString(json, key, "");
    }

    public List<String> texts(String key) {
        return value(key).filter(value -> value.array != null).map(value -> JsonValueUtils.readStringList(json, key))
                .orElse(List.of());
    }

    public long number(String key) {
        return JsonValueUtils.readLong(json, key, 0);
    }

    public boolean flag(String key) {
        return JsonValueUtils.readBoolean(json, key, false);
    }

    public Duration duration(String key) {
        return JsonValueUtils.readNanos(json, key, Duration.ZERO);
    }

    public List<Duration> durations(String key) {
        return value(key).filter(value -> value.array != null).map(value -> JsonValueUtils.readNanosList(json, key))
                .orElse(List.of());
    }

    public Optional<Instant> moment(String key) {
        return Optional.ofNullable(JsonValueUtils.readDate(json, key)).map(ZonedDateTime::toInstant);
    }

    /** The value for a person to read. */
    String show(String key) {
        return value(key).map(value -> value.string != null ? value.string
                : DURATIONS.contains(key) ? shown(key, value) : value.toJson()).orElse("not set");
    }

    private String shown(String key, JsonValue value) {
        List<Duration> all = value.array == null ? List.of(duration(key)) : durations(key);
        return all.stream().map(each -> each.toString().substring(2).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private Optional<JsonValue> value(String key) {
        Map<String, JsonValue> all = json.map == null ? Map.of() : json.map;
        return Optional.ofNullable(all.get(key)).filter(value -> value.type != JsonValue.Type.NULL);
    }
}
