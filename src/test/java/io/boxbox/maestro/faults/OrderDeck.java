package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import java.util.SplittableRandom;

import io.boxbox.maestro.testing.Fuzz;

/** Draws the orders that the workload places: mostly ordinary ones. */
final class OrderDeck {

    private static final int SMALLEST_LARGE = 100_000;
    private static final int LARGEST = 900_000;
    private static final String[] BEYOND_ASCII = { "caf\u00e9", "\u6ce8\u658742", "\ud83c\udf55", "100%", "a\\b\"c",
            "<&'\u00ff" };

    private final SplittableRandom random;
    private final Fuzz fuzz;

    OrderDeck(SplittableRandom random) {
        this.random = random;
        this.fuzz = new Fuzz(new Random(random.nextLong()));
    }

    PlacedOrder draw(int number) {
        OrderKind kind = kind(random.nextInt(100));
        String id = kind.id(number);
        return switch (kind) {
            case POISON -> new PlacedOrder(id, null, poison(id));
            case LARGE -> new PlacedOrder(id, null, json(id, large()).getBytes(UTF_8));
            case FOREIGN, GARBLED -> foreign(kind, id + "-" + oneOf(BEYOND_ASCII), number);
            default -> new PlacedOrder(id, null, json(id, "").getBytes(UTF_8));
        };
    }

    private static OrderKind kind(int percentile) {
        if (percentile < 90) {
            return OrderKind.ORDINARY;
        }
        return switch (percentile) {
            case 90 -> OrderKind.SLOW;
            case 91, 92 -> OrderKind.LARGE;
            case 93, 94 -> OrderKind.FOREIGN;
            case 95 -> OrderKind.GARBLED;
            case 96, 97 -> OrderKind.POISON;
            default -> OrderKind.REFUSED;
        };
    }

    private PlacedOrder foreign(OrderKind kind, String id, int number) {
        String headers = fuzz.next(number).headers();
        return new PlacedOrder(id, headers, kind == OrderKind.GARBLED ? poison(id) : json(id, "").getBytes(UTF_8));
    }

    private String json(String id, String pad) {
        String size = oneOf("small", "Medium", "LARGE");
        String toppings = oneOf("null", "[]", "[\"funghi\"]", "[\"olive\", \"caff\u00e8\", \"\ud83c\udf36\"]");
        String more = oneOf("", "\"border\":\"cheddar\",", "\"note\":{\"status\":\"waiting_to_cook\"},", "\"price\":1.50e+1,");
        return """
                {"order_id":"%s","size":"%s", "toppings":%s,"destination":"Via Roma %d",\t"username":"ada",\
                "ordered_at":"2026-11-23T17:00:00.123456789Z",%s%s"""
                .formatted(escaped(id), size, toppings, random.nextInt(1_000), more, pad) + PlacedOrder.WAITING;
    }

    private byte[] poison(String id) {
        return switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> "[1, 2".getBytes(UTF_8);
            case 2 -> new byte[] { '{', '"', (byte) 0xff, '"', ':', '1', '}' };
            case 3 -> json(id, "").replaceFirst("\"size\":\"\\w+\"", "\"size\":\"huge\"").getBytes(UTF_8);
            default -> json("another-" + id, "").getBytes(UTF_8);
        };
    }

    // Rather a hundred KB than nine: a network has to carry them.
    private String large() {
        double drawn = random.nextDouble();
        return "\"pad\":\"" + "p".repeat(SMALLEST_LARGE + (int) ((LARGEST - SMALLEST_LARGE) * drawn * drawn)) + "\",";
    }

    private static String escaped(String id) {
        return id.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
