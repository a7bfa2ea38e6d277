package io.boxbox.maestro.testing;

import static io.boxbox.maestro.testing.RawNats.utf8;

import java.util.Random;

/** Messages that are hardly any: anything that a server takes. A byte is a character here. */
public final class Fuzz {

    private static final String PIECES = "\r\n: \tNATS/1.0 409\u00c3\u00a9\u0000\u00ff\"\\{}[],%*>";
    private static final String[] BLOCKS = {
            "NATS/1.0\r\nTraceparent:00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nshop:7\r\n\r\n",
            "NATS/1.0\r\nX-Customer: " + utf8("José") + "\r\nNats-Msg-Id:\r\n\r\n", "NATS/1.0 409 Consumer Deleted\r\n\r\n",
            "NATS/1.0\r\n" + ("pad:" + "p".repeat(900) + "\r\n").repeat(70) + "\r\n",
            "NATS/1.0\r\nbaggage:" + "b".repeat(9_000) + "\r\ntracestate:" + "t".repeat(900) + "\r\n\r\n" };

    private static final String ENDS_A_SERVER = "Nats-Msg-Id:";

    private final Random random;

    public Fuzz(Random random) {
        this.random = random;
    }

    /** @param number of the message, so that no two have the same token */
    public Found next(int number) {
        String token = token() + "-" + number;
        String body = switch (random.nextInt(4)) {
            case 0 -> bytes(random.nextInt(300));
            case 1 -> bruised(Pizzeria.order(token, "small", ""));
            case 2 -> Pizzeria.order(token, "large", ",\"pad\":\"" + "p".repeat(random.nextInt(60_000)) + "\"");
            default -> Pizzeria.order(token.replace("\\", "\\\\").replace("\"", "\\\""), "medium", "");
        };
        return new Found(token, random.nextInt(4) == 0 ? null : headers(), body);
    }

    private String token() {
        String token = switch (random.nextInt(4)) {
            case 0 -> bytes(1 + random.nextInt(30));
            case 1 -> utf8(text(1 + random.nextInt(30)));
            case 2 -> bytes(random.nextInt(3_500));
            default -> "order";
        };
        // Servers take everything else, and deliver it; one of 2.15 takes the last of these and never delivers it.
        return token.replaceAll("[ \t\r\n.\u007f]", "x");
    }

    // A server of 2.9 panics at a block that ends with this name and no value, and where a consumer has headers_only, at a block
    // of a single byte.
    private String headers() {
        String headers = random.nextInt(5) == 0 ? bytes(random.nextInt(80)) : bruised(BLOCKS[random.nextInt(BLOCKS.length)]);
        return headers.stripTrailing().endsWith(ENDS_A_SERVER) || headers.length() == 1 ? headers + "x" : headers;
    }

    private String bruised(String whole) {
        StringBuilder bruised = new StringBuilder(whole);
        for (int i = random.nextInt(4); i > 0 && !bruised.isEmpty(); i--) {
            int place = random.nextInt(bruised.length());
            switch (random.nextInt(4)) {
                case 0 -> bruised.setCharAt(place, (char) random.nextInt(256));
                case 1 -> bruised.insert(place, bytes(random.nextInt(6)));
                case 2 -> bruised.deleteCharAt(place);
                default -> bruised.setLength(Math.max(place, bruised.length() - random.nextInt(20)));
            }
        }
        return bruised.toString();
    }

    private String bytes(int length) {
        StringBuilder bytes = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            bytes.append(random.nextInt(3) == 0 ? (char) random.nextInt(256) : PIECES.charAt(random.nextInt(PIECES.length())));
        }
        return bytes.toString();
    }

    private String text(int length) {
        return random.ints(length, 0x20, 0x10000).filter(Character::isLetter)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).append("\ud83c\udf55")
                .toString();
    }

    /** What is placed. */
    public record Found(String token, String headers, String body) {
    }
}
