package io.boxbox.maestro.order;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * Reads an order from the bytes of a message, and remembers where its status stands so that everything else can leave as it
 * came. Thread-safe.
 */
public final class OrderReader {

    /** Longer ids do not fit the one line in which NATS names a message's subject. */
    static final int LONGEST_ID = 2048;

    private static final int CHECKED_AT_ONCE = 1_024;
    private static final Set<String> NAMES = Set.of("order_id", "size", "border", "destination", "username", "toppings",
            "status");

    // Orders are UTF-8 (RFC 8259, section 8.1): a guess at UTF-16 would make the offsets meaningless.
    private final JsonFactory json = JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();

    /**
     * Reads one order.
     *
     * @param document the whole JSON text, which must not change afterwards
     * @throws InvalidOrderException if it is not an order; the message says why
     */
    public Order read(byte[] document) {
        if (document.length == 0) {
            throw new InvalidOrderException(Flaw.NOT_JSON, "the message is empty");
        }
        requireUtf8(document);
        try (JsonParser parser = json.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidOrderException(Flaw.NOT_AN_OBJECT,
                        "the message is " + kindOf(parser.currentToken()) + ", not a JSON object");
            }
            Fields fields = new Fields();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                readField(parser, fields);
            }
            int end = (int) parser.currentTokenLocation().getByteOffset();
            if (parser.nextToken() != null) {
                throw new InvalidOrderException(Flaw.NOT_JSON, "something follows the JSON object");
            }
            return fields.toOrder(new OrderDocument(document, fields.statuses, end));
        } catch (StreamConstraintsException e) {
            throw new InvalidOrderException(Flaw.TOO_COMPLEX, "the message is too large or nested too deep to be an order", e);
        } catch (JsonProcessingException e) {
            throw new InvalidOrderException(Flaw.NOT_JSON, "the message is not JSON in UTF-8 from byte " + position(e) + " on",
                    e);
        } catch (IOException e) {
            throw new InvalidOrderException(Flaw.NOT_JSON, "the message is not JSON in UTF-8", e);
        }
    }

    // The parser does not look at every byte: it takes a name with 0xff in it for one that it has read before.
    private static void requireUtf8(byte[] document) {
        ByteBuffer bytes = ByteBuffer.wrap(document);
        CharBuffer characters = CharBuffer.allocate(Math.min(document.length, CHECKED_AT_ONCE));
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result;
        do {
            characters.clear();
            result = decoder.decode(bytes, characters, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new InvalidOrderException(Flaw.NOT_JSON,
                    "the message is not JSON in UTF-8 from byte " + bytes.position() + " on");
        }
    }

    // The parser's own message would quote the customer's data.
    private static long position(JsonProcessingException failure) {
        return failure.getLocation() == null ? 0 : Math.max(0, failure.getLocation().getByteOffset());
    }

    private static void readField(JsonParser parser, Fields fields) throws IOException {
        String name = known(parser.currentName());
        parser.nextToken();
        switch (name) {
            case "order_id" -> fields.id = text(parser, name);
            case "size" -> fields.size = text(parser, name);
            case "border" -> fields.border = text(parser, name);
            case "destination" -> fields.destination = text(parser, name);
            case "username" -> fields.username = text(parser, name);
            case "toppings" -> fields.toppings = texts(parser, name);
            case "status" -> fields.statuses.add(span(parser));
            default -> parser.skipChildren();
        }
    }

    // Go reads keys in any case, and so do the services around Maestro.
    private static String known(String name) {
        return NAMES.contains(name) ? name : name.toLowerCase(Locale.ROOT);
    }

    private static String text(JsonParser parser, String name) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getText();
            default ->
                throw new InvalidOrderException(Flaw.WRONG_TYPE, name + " is " + kindOf(parser.currentToken()) + ", not text");
        };
    }

    private static List<String> texts(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new InvalidOrderException(Flaw.WRONG_TYPE,
                    name + " is " + kindOf(parser.currentToken()) + ", not an array of texts");
        }
        List<String> texts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new InvalidOrderException(Flaw.WRONG_TYPE,
                        "one of the " + name + " is " + kindOf(parser.currentToken()) + ", not text");
            }
            texts.add(parser.getText());
        }
        return texts;
    }

    private static OrderDocument.Span span(JsonParser parser) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return new OrderDocument.Span(start, (int) parser.currentLocation().getByteOffset());
    }

    private static String kindOf(JsonToken token) {
        if (token == null) {
            return "blank";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> token.name();
        };
    }

    private static final class Fields {

        private String id;
        private String size;
        private String border;
        private String destination;
        private String username;
        private List<String> toppings = List.of();
        private final List<OrderDocument.Span> statuses = new ArrayList<>();

        private Order toOrder(OrderDocument document) {
            return new Order(validId(), pizzaSize(), borderKind(), toppings, destination, username, document);
        }

        private String validId() {
            if (id == null) {
                throw new InvalidOrderException(Flaw.BAD_ORDER_ID, "order_id is missing");
            }
            if (id.isEmpty()) {
                throw new InvalidOrderException(Flaw.BAD_ORDER_ID, "order_id is empty");
            }
            if (id.codePoints().anyMatch(OrderReader::illegalInToken)) {
                throw new InvalidOrderException(Flaw.BAD_ORDER_ID,
                        "order_id has a space, '.', '*', '>' or a control character");
            }
            if (id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID) {
                throw new InvalidOrderException(Flaw.BAD_ORDER_ID, "order_id is longer than " + LONGEST_ID + " bytes");
            }
            return id;
        }

        private PizzaSize pizzaSize() {
            // The original asks for a small one whatever it says.
            if (size == null || size.isEmpty()) {
                return PizzaSize.SMALL;
            }
            return switch (size.toLowerCase(Locale.ROOT)) {
                case "small" -> PizzaSize.SMALL;
                case "medium" -> PizzaSize.MEDIUM;
                case "large" -> PizzaSize.LARGE;
                default ->
                    throw new InvalidOrderException(Flaw.BAD_SIZE, "size is " + quoted(size) + ", not small, medium or large");
            };
        }

        private BorderKind borderKind() {
            if (border == null) {
                return BorderKind.NONE;
            }
            return switch (border.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ')) {
                case "none" -> BorderKind.NONE;
                case "cream cheese" -> BorderKind.CREAM_CHEESE;
                case "cheddar" -> BorderKind.CHEDDAR;
                case "chocolate" -> BorderKind.CHOCOLATE;
                default -> throw new InvalidOrderException(Flaw.BAD_BORDER,
                        "border is " + quoted(border) + ", not none, cream cheese, cheddar or chocolate");
            };
        }
    }

    // A lone surrogate has no UTF-8 form, so no subject could carry it.
    static boolean illegalInToken(int codePoint) {
        return codePoint == ' ' || codePoint == '.' || codePoint == '*' || codePoint == '>' || Character.isISOControl(codePoint)
                || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    }

    private static String quoted(String value) {
        String shown = value.codePoints().limit(40)
                .map(codePoint -> Character.isISOControl(codePoint) ? '?' : codePoint)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        return '\'' + shown + (shown.length() < value.length() ? "…" : "") + '\'';
    }
}
