package io.boxbox.maestro.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderDocumentTest {

    private static final String START = "{\"order_id\":\"1\",\"size\":\"small\"";

    @Test
    void onlyTheStatusChanges() {
        assertThat(delivered(
                " { \"x\" : 1.50e+3 ,\t\"status\" :  \"waiting_to_cook\"  ,\r\n \"order_id\":\"1\",\"size\":\"LARGE\","
                        + "\"ordered_at\":\"2026-11-23T17:00:00.123456789Z\",\"toppings\":null,\"é\":\"\\u00e9🍕\" }  "))
                .isEqualTo(
                        " { \"x\" : 1.50e+3 ,\t\"status\" :  \"waiting_delivery\"  ,\r\n \"order_id\":\"1\",\"size\":\"LARGE\","
                                + "\"ordered_at\":\"2026-11-23T17:00:00.123456789Z\",\"toppings\":null,\"é\":\"\\u00e9🍕\" }  ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "7", "-1.5e3", "true", "{\"status\":\"inner\"}", "[\"a\",{}]", "\"\"", "\"\\\"é\\\\\"" })
    void aStatusOfAnyKindIsReplacedWhole(String status) {
        assertThat(delivered(START + ",\"status\":" + status + ",\"z\":0}"))
                .isEqualTo(START + ",\"status\":\"waiting_delivery\",\"z\":0}");
        assertThat(delivered(START + ",\"status\":" + status + " }"))
                .isEqualTo(START + ",\"status\":\"waiting_delivery\" }");
    }

    @Test
    void aMissingStatusIsAdded() {
        assertThat(delivered(START + " } ")).isEqualTo(START + " ,\"status\":\"waiting_delivery\"} ");
    }

    @Test
    void aStatusThatStandsTwiceIsReplacedTwice() {
        assertThat(delivered(START + ",\"status\":1,\"a\":2,\"status\":\"x\"}"))
                .isEqualTo(START + ",\"status\":\"waiting_delivery\",\"a\":2,\"status\":\"waiting_delivery\"}");
    }

    @Test
    void theStatusOfAnInnerObjectIsNotTheOrders() {
        assertThat(delivered(START + ",\"x\":{\"status\":\"mine\"},\"status\":\"y\"}"))
                .isEqualTo(START + ",\"x\":{\"status\":\"mine\"},\"status\":\"waiting_delivery\"}");
    }

    private static String delivered(String json) {
        Order order = new OrderReader().read(json.getBytes(StandardCharsets.UTF_8));
        return new String(order.document().withStatus("waiting_delivery"), StandardCharsets.UTF_8);
    }
}
