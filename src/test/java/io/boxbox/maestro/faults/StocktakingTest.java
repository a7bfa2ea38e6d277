package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.nats.client.impl.Headers;

/** The fault suite is worth as much as its stocktaking: it has to find what is wrong. */
class StocktakingTest {

    private static final String COOK = "orders.waiting_to_cook.";
    private static final String DELIVERY = "orders.waiting_delivery.";
    private static final String DEAD_LETTER = "orders.dead_letter.";

    private final Stocktaking stock = new Stocktaking();

    @Test
    void allIsWellWhenOrdersAreDeliveredOnceAndPoisonIsBuriedOnce() {
        put(1, COOK + "ordinary-1", order("waiting_to_cook"));
        put(2, COOK + "poison-2", "no order");
        put(3, COOK + "ordinary-1", order("waiting_to_cook"));
        put(4, DELIVERY + "ordinary-1", order("waiting_delivery"));
        bury(5, "poison-2", 2, "no order");

        Findings findings = stock.findings(Map.of(1L, COOK + "ordinary-1", 2L, COOK + "poison-2"));
        assertThat(findings.lost()).isEmpty();
        assertThat(findings.duplicated()).isEmpty();
        assertThat(findings.wrong()).isEmpty();
        assertThat(findings.accepted()).isEqualTo(3);
        assertThat(findings.delivered()).isEqualTo(1);
        assertThat(findings.deadLetters()).isEqualTo(1);
        assertThat(findings.again()).isEqualTo(1);
    }

    @Test
    void whatHasNoOutcomeIsLost() {
        put(1, COOK + "slow-1", order("waiting_to_cook"));
        put(2, COOK + "refused-2", order("waiting_to_cook"));

        assertThat(stock.findings(Map.of()).lost()).containsExactly("refused-2 (sequence 2) has no dead letter",
                "slow-1 was not delivered");
    }

    @Test
    void whatNatsConfirmedAndDoesNotHaveIsLost() {
        put(1, COOK + "poison-1", "no order");
        bury(2, "poison-1", 1, "no order");

        assertThat(stock.findings(Map.of(1L, COOK + "poison-1", 7L, COOK + "ordinary-7")).lost())
                .containsExactly(COOK + "ordinary-7 (sequence 7) was confirmed by NATS, and is not in the stream");
    }

    @Test
    void whatHasTwoOutcomesIsDuplicated() {
        put(1, COOK + "ordinary-1", order("waiting_to_cook"));
        put(2, DELIVERY + "ordinary-1", order("waiting_delivery"));
        put(3, DELIVERY + "ordinary-1", order("waiting_delivery"));
        put(4, COOK + "poison-4", "no order");
        bury(5, "poison-4", 4, "no order");
        bury(6, "poison-4", 4, "no order");

        assertThat(stock.findings(Map.of()).duplicated()).containsExactly("poison-4 (sequence 4) has 2 dead letters",
                "ordinary-1 was delivered 2 times");
    }

    @Test
    void theWrongOutcomeIsWrong() {
        put(1, COOK + "ordinary-1", order("waiting_to_cook"));
        put(2, DELIVERY + "ordinary-1", order("waiting_delivery"));
        bury(3, "ordinary-1", 1, order("waiting_to_cook"));
        put(4, COOK + "refused-4", order("waiting_to_cook"));
        bury(5, "refused-4", 4, order("waiting_to_cook"));
        put(6, DELIVERY + "refused-4", order("waiting_delivery"));

        assertThat(stock.findings(Map.of()).wrong()).containsExactly("refused-4 was delivered, and should not have been",
                "sequence 1 has a dead letter, and should not have one");
    }

    @Test
    void anotherByteAnotherSubjectOrAnUnknownOrderIsWrong() {
        put(1, COOK + "ordinary-1", order("waiting_to_cook"));
        put(2, DELIVERY + "ordinary-1", order("waiting_to_cook"));
        put(3, "orders.else.ordinary-1", order("waiting_delivery"));
        put(4, DELIVERY + "ordinary-9", order("waiting_delivery"));
        put(5, COOK + "poison-5", "no order");
        bury(6, "poison-5", 5, "no  order");

        assertThat(stock.findings(Map.of()).wrong()).containsExactly(
                "nobody expects what is on orders.else.ordinary-1 (sequence 3)",
                "poison-5 (sequence 5) is not what its dead letter says",
                "ordinary-1 was delivered as " + order("waiting_to_cook"),
                "ordinary-9 was delivered, and should not have been");
    }

    private void put(long sequence, String subject, String body) {
        stock.put(sequence, subject, null, body.getBytes(UTF_8));
    }

    private void bury(long sequence, String id, long original, String body) {
        stock.put(sequence, DEAD_LETTER + id, new Headers().put("Maestro-Stream-Sequence", String.valueOf(original)),
                body.getBytes(UTF_8));
    }

    private static String order(String status) {
        return "{\"size\":\"small\",\"status\":\"" + status + "\"}";
    }
}
