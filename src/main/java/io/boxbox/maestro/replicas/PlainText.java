package io.boxbox.maestro.replicas;

/** Makes what strangers may have written fit for a line that people read. */
public final class PlainText {

    private PlainText() {
    }

    /**
     * A text without what controls a terminal or turns the direction of what follows, and without halves of characters.
     *
     * @param longest in characters as Unicode counts them; what is longer ends in an ellipsis
     */
    public static String of(String text, int longest) {
        String plain = text.codePoints().filter(PlainText::isPlain).limit(longest + 1L)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
        return plain.codePointCount(0, plain.length()) <= longest ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, longest - 1)) + "…";
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            // Emoji are joined by one of these.
            case Character.FORMAT -> character == 0x200D;
            default -> true;
        };
    }
}
