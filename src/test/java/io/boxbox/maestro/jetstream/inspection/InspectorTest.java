package io.boxbox.maestro.jetstream.inspection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorTest {

    private static final String STREAM = """
            "name":"ORDERS","subjects":["orders.>"],"retention":"limits","max_consumers":-1,"max_msgs":-1,"max_bytes":-1,
            "max_age":0,"max_msgs_per_subject":-1,"max_msg_size":-1,"discard":"old","storage":"file","num_replicas":1,
            "duplicate_window":120000000000,"sealed":false""";
    private static final String CONSUMER = """
            "durable_name":"cook","name":"cook","deliver_policy":"all","ack_policy":"explicit","ack_wait":30000000000,
            "max_deliver":-1,"filter_subject":"orders.waiting_to_cook.*","replay_policy":"instant","max_waiting":512,
            "max_ack_pending":1000,"num_replicas":0""";

    @Test
    void whatMaestroMakesItselfIsFine() {
        assertThat(Inspector.inspect(found(STREAM, CONSUMER))).isEqualTo(new Inspector.Verdict(Optional.empty(),
                List.of()));
    }

    static List<StreamCase> refused() {
        return StreamCases.ALL.stream().filter(each -> each.outcome() == Decision.REFUSED && !each.stream().contains("max_"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRefusalNamesThePropertyAndTheCommand(StreamCase each) {
        Found found = found(each.stream().isEmpty() ? STREAM : "\"retention\":\"limits\",\"discard\":\"old\"" + each.stream(),
                each.consumer().isEmpty() ? CONSUMER
                        : "\"durable_name\":\"cook\",\"deliver_policy\":\"all\"" + each.consumer());

        assertThat(Inspector.inspect(found).refusal()).get().asString().startsWith(each.property() + " of ")
                .contains("This mends it: nats ").doesNotContain("{stream}", "{consumer}");
    }

    @Test
    void aStreamIsFullOnlyIfItDiscardsWhatIsNew() {
        String full = "{\"config\":{%s,\"max_msgs\":7,\"discard\":\"%s\"},\"state\":{\"messages\":7,\"bytes\":9}}";
        String stream = STREAM.replace("\"max_msgs\":-1,", "").replace("\"discard\":\"old\",", "");

        assertThat(Inspector.inspect(found(full.formatted(stream, "new"))).refusal()).get().asString()
                .startsWith("max_msgs of stream ORDERS is 7: the stream is full");
        assertThat(Inspector.inspect(found(full.formatted(stream, "old"))).refusal()).isEmpty();
    }

    @Test
    void theShortestWaitIsThatOfAckWaitAndBackoff() {
        assertThat(found(STREAM, CONSUMER).shortestWait()).contains(Duration.ofSeconds(30));
        assertThat(found(STREAM, CONSUMER + ",\"backoff\":[60000000000,2000000000]").shortestWait())
                .contains(Duration.ofSeconds(2));
    }

    @Test
    void durationsAreShownForPeople() {
        assertThat(Inspector.inspect(found(STREAM, CONSUMER + ",\"inactive_threshold\":90000000000")).warnings())
                .singleElement().asString().startsWith("inactive_threshold of consumer cook is 1m30s: ");
    }

    @ParameterizedTest
    @CsvSource({ "orders.>, orders.dead_letter.*", "*.dead_letter.>, orders.dead_letter.*", ">, orders.dead_letter.*",
            "orders.*.*, orders.dead_letter.*", "orders.dead_letter.*, orders.dead_letter.*" })
    void aPatternCoversWhatItTakesAllOf(String pattern, String other) {
        assertThat(Subjects.covers(pattern, other)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "orders.*", "orders.dead_letter", "orders.dead_letter.1", "orders.dead_letter.*.*", "shop.>" })
    void aPatternDoesNotCoverWhatItTakesAPartOf(String pattern) {
        assertThat(Subjects.covers(pattern, "orders.dead_letter.*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "orders.>, true", "orders.*.7, true", "*.dead_letter.*, true", "orders.*, false", "shop.>, false",
            "orders.dead_letter.1.2, false" })
    void patternsOverlapWhereASubjectFitsBoth(String pattern, boolean overlap) {
        assertThat(Subjects.overlap(pattern, "orders.dead_letter.*")).isEqualTo(overlap);
    }

    private static Found found(String stream, String consumer) {
        return new Found("ORDERS", "cook", parse("{\"config\":{" + stream + "}}"), parse("{\"config\":{" + consumer + "}}"));
    }

    private static Found found(String info) {
        return new Found("ORDERS", "cook", parse(info), Described.NOTHING);
    }

    private static Described parse(String json) {
        return Described.parse(json.getBytes(UTF_8));
    }
}
