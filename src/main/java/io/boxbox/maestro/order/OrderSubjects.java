package io.boxbox.maestro.order;

import java.nio.charset.StandardCharsets;

/** The subjects on which an order travels; each order has one of its own at every stage. */
public final class OrderSubjects {

    /** Orders ready for the maestro, followed by the order's id. */
    public static final String WAITING_TO_COOK = "orders.waiting_to_cook";
    /** Orders ready for delivery, followed by the order's id. */
    public static final String WAITING_DELIVERY = "orders.waiting_delivery";
    /** Messages given up, followed by the last token of the subject they came on. */
    public static final String DEAD_LETTER = "orders.dead_letter";

    // Lone surrogates that stand for bytes of no character.
    private static final int FIRST_STRAY_BYTE = 0xDC80;
    private static final int LAST_STRAY_BYTE = 0xDCFF;

    private OrderSubjects() {
    }

    /** The last token of a subject: on the orders' subjects, the order's id. */
    public static String lastToken(String subject) {
        return subject.substring(subject.lastIndexOf('.') + 1);
    }

    /**
     * The last token of any subject in a form that can be published and logged. It is the token itself, unless that is no
     * possible order id: then what no id may have is written as {@code %XX} for each byte, and the end of a longer token than
     * an id may be is left out.
     *
     * @param subject with a lone surrogate from U+DC80 to U+DCFF for each byte that belongs to no character
     */
    public static String publishableToken(String subject) {
        String token = lastToken(subject);
        if (isOrdinary(token)) {
            return token;
        }
        StringBuilder publishable = new StringBuilder(token.length() + 16);
        int room = OrderReader.LONGEST_ID;
        for (int codePoint : token.codePoints().toArray()) {
            String next = isPublishable(codePoint) ? Character.toString(codePoint) : escaped(codePoint);
            room -= next.getBytes(StandardCharsets.UTF_8).length;
            if (room < 0) {
                break;
            }
            publishable.append(next);
        }
        return publishable.toString();
    }

    /** A subject with its last token as {@link #publishableToken} writes it. */
    public static String publishable(String subject) {
        String token = lastToken(subject);
        return isOrdinary(token) ? subject
                : subject.substring(0, subject.length() - token.length()) + publishableToken(subject);
    }

    // Asked for each order.
    private static boolean isOrdinary(String token) {
        if (token.length() > OrderReader.LONGEST_ID / 3) {
            return false;
        }
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) >= 0x7f || !isPublishable(token.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPublishable(int codePoint) {
        return !OrderReader.illegalInToken(codePoint);
    }

    private static String escaped(int codePoint) {
        byte[] bytes = codePoint >= FIRST_STRAY_BYTE && codePoint <= LAST_STRAY_BYTE ? new byte[] { (byte) codePoint }
                : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder();
        for (byte each : bytes) {
            escaped.append(String.format("%%%02X", each & 0xff));
        }
        return escaped.toString();
    }
}
