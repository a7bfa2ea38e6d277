package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;

import io.boxbox.maestro.order.OrderSubjects;

/**
 * What a customer places.
 *
 * @param id the last token of its subject
 * @param body its JSON, or what stands in its place
 */
record NewOrder(String id, byte[] body) {

    private static final String STATUS_AT_THE_END = "\"status\":\"%s\"}";

    /** Draws the order with this number: mostly an ordinary one. */
    static NewOrder draw(SplittableRandom random, long number) {
        OrderKind kind = kind(random.nextInt(100));
        String id = kind.id(number);
        return new NewOrder(id, kind == OrderKind.POISON ? poison(random, id) : json(random, id).getBytes(UTF_8));
    }

    String subject() {
        return OrderSubjects.WAITING_TO_COOK + "." + id;
    }

    /** What has to be delivered for a message that was accepted: the same but for its status, the last field. */
    static byte[] delivered(byte[] accepted) {
        String json = new String(accepted, UTF_8);
        String before = STATUS_AT_THE_END.formatted("waiting_to_cook");
        if (!json.endsWith(before)) {
            throw new IllegalArgumentException("Not an order of ours: " + json);
        }
        return (json.substring(0, json.length() - before.length()) + STATUS_AT_THE_END.formatted("waiting_delivery"))
                .getBytes(UTF_8);
    }

    private static OrderKind kind(int percentile) {
        if (percentile < 94) {
            return OrderKind.ORDINARY;
        }
        if (percentile < 95) {
            return OrderKind.SLOW;
        }
        return percentile < 98 ? OrderKind.POISON : OrderKind.REFUSED;
    }

    private static String json(SplittableRandom random, String id) {
        String size = oneOf(random, "small", "Medium", "LARGE");
        String toppings = oneOf(random, "null", "[]", "[\"funghi\"]", "[\"olive\", \"caff\u00e8\", \"\ud83c\udf36\"]");
        String more = oneOf(random, "", "\"border\":\"cheddar\",", "\"note\":{\"status\":\"waiting_to_cook\"},",
                "\"price\":1.50e+1,");
        return """
                {"order_id":"%s","size":"%s", "toppings":%s,"destination":"Via Roma %d",\t"username":"ada",\
                "ordered_at":"2026-11-23T17:00:00.123456789Z",%s"""
                .formatted(id, size, toppings, random.nextInt(1_000), more) + STATUS_AT_THE_END.formatted("waiting_to_cook");
    }

    private static byte[] poison(SplittableRandom random, String id) {
        return switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> "[1, 2".getBytes(UTF_8);
            case 2 -> new byte[] { '{', '"', (byte) 0xff, '"', ':', '1', '}' };
            case 3 -> json(random, id).replace("\"size\"", "\"sighs\"").getBytes(UTF_8);
            default -> json(random, "another-" + id).getBytes(UTF_8);
        };
    }

    private static String oneOf(SplittableRandom random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
