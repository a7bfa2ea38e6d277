package io.boxbox.maestro.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderReaderTest {

    private final OrderReader reader = new OrderReader();

    @Test
    void aWholeOrderIsRead() {
        Order order = read(
                """
                        {"size":"medium","toppings":["funghi","olive"],"destination":"Via Roma 1","username":"ada",
                         "ordered_at":"2026-11-23T17:00:00.123456789Z","order_id":"42","status":"waiting_to_cook","border":"cheddar"}""");

        assertThat(order.id()).isEqualTo("42");
        assertThat(order.size()).isEqualTo(PizzaSize.MEDIUM);
        assertThat(order.border()).isEqualTo(BorderKind.CHEDDAR);
        assertThat(order.toppings()).containsExactly("funghi", "olive");
        assertThat(order.destination()).isEqualTo("Via Roma 1");
        assertThat(order.username()).isEqualTo("ada");
    }

    @ParameterizedTest
    @CsvSource({ "small,SMALL", "medium,MEDIUM", "large,LARGE", "LARGE,LARGE", "Medium,MEDIUM" })
    void sizesAreReadInAnyCase(String written, PizzaSize size) {
        assertThat(read("{\"order_id\":\"1\",\"size\":\"" + written + "\"}").size()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",\"size\":null", ",\"size\":\"\"" })
    void withoutASizeItIsASmallOne(String size) {
        assertThat(read("{\"order_id\":\"1\"" + size + "}").size()).isEqualTo(PizzaSize.SMALL);
    }

    @Test
    void keysAreReadInAnyCaseAndTheLastCounts() {
        Order order = read("{\"ORDER_ID\":\"1\",\"Size\":\"large\",\"size\":\"medium\",\"Border\":\"cheddar\"}");

        assertThat(order.id()).isEqualTo("1");
        assertThat(order.size()).isEqualTo(PizzaSize.MEDIUM);
        assertThat(order.border()).isEqualTo(BorderKind.CHEDDAR);
    }

    @Test
    void aNullAmongToppingsIsSkipped() {
        assertThat(read("{\"order_id\":\"1\",\"toppings\":[null,\"funghi\",null]}").toppings()).containsExactly("funghi");
    }

    @ParameterizedTest
    @CsvSource({ "none,NONE", "cream cheese,CREAM_CHEESE", "CREAM_CHEESE,CREAM_CHEESE", "cream-cheese,CREAM_CHEESE",
            "Cheddar,CHEDDAR", "chocolate,CHOCOLATE" })
    void bordersAreReadByName(String written, BorderKind border) {
        assertThat(read("{\"order_id\":\"1\",\"size\":\"small\",\"border\":\"" + written + "\"}").border()).isEqualTo(border);
    }

    @Test
    void anOrderWithoutABorderHasNone() {
        assertThat(read("{\"order_id\":\"1\",\"size\":\"small\"}").border()).isEqualTo(BorderKind.NONE);
        assertThat(read("{\"order_id\":\"1\",\"size\":\"small\",\"border\":null}").border()).isEqualTo(BorderKind.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",\"toppings\":null", ",\"toppings\":[]" })
    void toppingsMayBeNullEmptyOrAbsent(String toppings) {
        assertThat(read("{\"order_id\":\"1\",\"size\":\"small\"" + toppings + "}").toppings()).isEmpty();
    }

    @Test
    void fieldsItHasNeverHeardOfAreLeftAlone() {
        assertThat(read("{\"x\":{\"order_id\":\"no\",\"y\":[1,{\"size\":3}]},\"order_id\":\"1\",\"size\":\"small\"}").id())
                .isEqualTo("1");
    }

    @Test
    void anIdNeedNotBeAscii() {
        assertThat(read("{\"order_id\":\"pizza-é-🍕\",\"size\":\"small\"}").id()).isEqualTo("pizza-é-🍕");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                             | the message is empty
            ` `                                            | the message is blank, not a JSON object
            not json                                       | the message is not JSON
            []                                             | the message is an array, not a JSON object
            17                                             | the message is a number, not a JSON object
            "order"                                        | the message is text, not a JSON object
            null                                           | the message is null, not a JSON object
            {"order_id":"1","size":"small"                 | the message is not JSON
            {"order_id":"1","size":"small"} {}             | something follows the JSON object
            {"size":"small"}                               | order_id is missing
            {"order_id":null,"size":"small"}               | order_id is missing
            {"order_id":"","size":"small"}                 | order_id is empty
            {"order_id":7,"size":"small"}                  | order_id is a number, not text
            {"order_id":"a b","size":"small"}              | order_id has a space
            {"order_id":"a.b","size":"small"}              | order_id has a space
            {"order_id":"a*","size":"small"}               | order_id has a space
            {"order_id":">","size":"small"}                | order_id has a space
            {"order_id":"a\\u0000b","size":"small"}        | order_id has a space
            {"order_id":"a\\ud800b","size":"small"}        | order_id has a space
            {"order_id":"1","size":"huge"}                 | size is 'huge', not small, medium or large
            {"order_id":"1","size":{"cm":30}}              | size is an object, not text
            {"order_id":"1","size":"small","border":"jam"} | border is 'jam'
            {"order_id":"1","size":"small","toppings":"x"} | toppings is text, not an array of texts
            {"order_id":"1","size":"small","toppings":[1]} | one of the toppings is a number, not text
            {"order_id":"1","size":"small","username":[]}  | username is an array, not text
            """)
    void whatIsNoOrderIsRefusedWithAReason(String message, String reason) {
        assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(() -> read(message))
                .withMessageStartingWith(reason);
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"order_id\":\"1\",\"size\":\"small\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(() -> read(deep)).withMessageContaining("deep");
    }

    @Test
    void anIdThatNoSubjectCouldCarryIsRefused() {
        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(() -> read("{\"order_id\":\"" + "x".repeat(2_049) + "\",\"size\":\"small\"}"))
                .withMessage("order_id is longer than 2048 bytes");
    }

    @Test
    void invalidUtf8IsRefused() {
        byte[] message = "{\"order_id\":\"1?\",\"size\":\"small\"}".getBytes(StandardCharsets.ISO_8859_1);
        message[14] = (byte) 0xff;

        assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(() -> reader.read(message))
                .withMessageContaining("UTF-8");
    }

    @Test
    void aNameThatIsNotUtf8IsRefusedWhateverWasReadBefore() {
        byte[] message = "{\"order_id\":\"1\",\"orde??r\":0}".getBytes(StandardCharsets.ISO_8859_1);
        read("{\"order_id\":\"1\",\"order\":0}");
        message[21] = (byte) 0xff;
        message[22] = (byte) 0xff;

        assertThatExceptionOfType(InvalidOrderException.class).isThrownBy(() -> reader.read(message))
                .withMessage("the message is not JSON in UTF-8 from byte 21 on");
    }

    private Order read(String json) {
        return reader.read(json == null ? new byte[0] : json.getBytes(StandardCharsets.UTF_8));
    }
}
