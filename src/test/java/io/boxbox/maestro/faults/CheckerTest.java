package io.boxbox.maestro.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

/** The fault suite is worth as much as its checker, which has to find what is wrong. */
class CheckerTest {

    private static final String COOK = "orders.waiting_to_cook.";
    private static final String DELIVERY = "orders.waiting_delivery.";
    private static final String DEAD_LETTER = "orders.dead_letter.";

    private final Checker checker = new Checker();

    @Test
    void allIsWellWhenOrdersAreDeliveredOnceAndPoisonHasOneDeadLetter() {
        add(1, COOK + "ordinary-1", order("waiting_to_cook"));
        add(2, COOK + "poison-2", "no order");
        add(3, COOK + "ordinary-1", order("waiting_to_cook"));
        add(4, DELIVERY + "ordinary-1", order("waiting_delivery"));
        addDeadLetter(5, "poison-2", 2, "no order");

        CheckResult result = checker.check(Map.of(1L, COOK + "ordinary-1", 2L, COOK + "poison-2"));
        assertThat(result.lost()).isEmpty();
        assertThat(result.duplicated()).isEmpty();
        assertThat(result.wrong()).isEmpty();
        assertThat(result.accepted()).isEqualTo(3);
        assertThat(result.delivered()).isEqualTo(1);
        assertThat(result.deadLetters()).isEqualTo(1);
        assertThat(result.repeated()).isEqualTo(1);
    }

    @Test
    void whatHasNoOutcomeIsLost() {
        add(1, COOK + "slow-1", order("waiting_to_cook"));
        add(2, COOK + "refused-2", order("waiting_to_cook"));

        assertThat(checker.check(Map.of()).lost()).containsExactly("refused-2 (sequence 2) has no dead letter",
                "slow-1 was not delivered");
    }

    @Test
    void whatNatsConfirmedAndDoesNotHaveIsLost() {
        add(1, COOK + "poison-1", "no order");
        addDeadLetter(2, "poison-1", 1, "no order");

        assertThat(checker.check(Map.of(1L, COOK + "poison-1", 7L, COOK + "ordinary-7")).lost())
                .containsExactly(COOK + "ordinary-7 (sequence 7) was confirmed by NATS, and is not in the stream");
    }

    @Test
    void whatHasTwoOutcomesIsDuplicated() {
        add(1, COOK + "ordinary-1", order("waiting_to_cook"));
        add(2, DELIVERY + "ordinary-1", order("waiting_delivery"));
        add(3, DELIVERY + "ordinary-1", order("waiting_delivery"));
        add(4, COOK + "poison-4", "no order");
        addDeadLetter(5, "poison-4", 4, "no order");
        addDeadLetter(6, "poison-4", 4, "no order");

        assertThat(checker.check(Map.of()).duplicated()).containsExactly("poison-4 (sequence 4) has 2 dead letters",
                "ordinary-1 was delivered 2 times");
    }

    @Test
    void theWrongOutcomeIsWrong() {
        add(1, COOK + "ordinary-1", order("waiting_to_cook"));
        add(2, DELIVERY + "ordinary-1", order("waiting_delivery"));
        addDeadLetter(3, "ordinary-1", 1, order("waiting_to_cook"));
        add(4, COOK + "refused-4", order("waiting_to_cook"));
        addDeadLetter(5, "refused-4", 4, order("waiting_to_cook"));
        add(6, DELIVERY + "refused-4", order("waiting_delivery"));

        assertThat(checker.check(Map.of()).wrong()).containsExactly("refused-4 was delivered, and should not have been",
                "sequence 1 has a dead letter, and should not have one");
    }

    @Test
    void anotherByteAnotherSubjectOrAnUnknownOrderIsWrong() {
        add(1, COOK + "ordinary-1", order("waiting_to_cook"));
        add(2, DELIVERY + "ordinary-1", order("waiting_to_cook"));
        add(3, "orders.else.ordinary-1", order("waiting_delivery"));
        add(4, DELIVERY + "ordinary-9", order("waiting_delivery"));
        add(5, COOK + "poison-5", "no order");
        addDeadLetter(6, "poison-5", 5, "no  order");

        assertThat(checker.check(Map.of()).wrong()).containsExactly(
                "nothing accounts for what is on orders.else.ordinary-1 (sequence 3)",
                "poison-5 (sequence 5) is not what its dead letter says",
                "ordinary-1 was delivered as " + order("waiting_to_cook"),
                "ordinary-9 was delivered, and should not have been");
    }

    @Test
    void aByteOfALargeOrderIsEnoughToBeWrong() {
        String pad = "\"pad\":\"" + "p".repeat(10_000) + "\",";
        add(1, COOK + "large-1", "{" + pad + "\"status\":\"waiting_to_cook\"}");
        add(2, DELIVERY + "large-1", "{" + pad + "\"status\":\"waiting_delivery\"}");
        add(3, COOK + "large-3", "{" + pad + "\"status\":\"waiting_to_cook\"}");
        add(4, DELIVERY + "large-3", "{" + pad.replace("pp\"", "pq\"") + "\"status\":\"waiting_delivery\"}");

        CheckResult result = checker.check(Map.of());
        assertThat(result.wrong()).singleElement().asString().startsWith("large-3 was delivered as 10038 bytes");
        assertThat(result.kinds()).containsEntry(OrderKind.LARGE, 2);
    }

    @Test
    void whatWasPurgedWasDeliveredAndMayBeDeliveredOnceMore() {
        add(1, COOK + "ordinary-1", order("waiting_to_cook"));
        add(2, COOK + "ordinary-2", order("waiting_to_cook"));
        add(3, COOK + "ordinary-3", order("waiting_to_cook"));
        add(4, COOK + "ordinary-4", order("waiting_to_cook"));
        checker.purged("ordinary-1", order("waiting_delivery").getBytes(UTF_8));
        checker.purged("ordinary-2", order("waiting_delivery").getBytes(UTF_8));
        checker.purged("ordinary-3", order("waiting_delivery").getBytes(UTF_8));
        checker.purged("ordinary-4", order("burnt").getBytes(UTF_8));
        add(5, DELIVERY + "ordinary-2", order("waiting_delivery"));
        add(6, DELIVERY + "ordinary-3", order("waiting_delivery"));
        add(7, DELIVERY + "ordinary-3", order("waiting_delivery"));

        CheckResult result = checker.check(Map.of());
        assertThat(result.lost()).isEmpty();
        assertThat(result.duplicated()).containsExactly("ordinary-3 was delivered 2 times");
        assertThat(result.wrong()).containsExactly("ordinary-4 was delivered as " + order("burnt"));
        assertThat(result.delivered()).isEqualTo(4);
    }

    private void add(long sequence, String subject, String body) {
        checker.add(sequence, subject, "", body.getBytes(UTF_8));
    }

    private void addDeadLetter(long sequence, String id, long original, String body) {
        checker.add(sequence, DEAD_LETTER + id, "NATS/1.0\r\nMaestro-Stream-Sequence:" + original + "\r\n\r\n",
                body.getBytes(UTF_8));
    }

    private static String order(String status) {
        return "{\"size\":\"small\",\"status\":\"" + status + "\"}";
    }
}
