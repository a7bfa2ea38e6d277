package io.boxbox.maestro.jetstream.reporting;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.jetstream.scripted.RecordedLog;
import io.boxbox.maestro.jetstream.scripted.Scripted;
import io.boxbox.maestro.replicas.Replica;
import io.boxbox.maestro.replicas.ReplicaNews;
import io.boxbox.maestro.replicas.ReplicaReport;
import io.boxbox.maestro.replicas.Replicas;
import io.boxbox.maestro.replicas.Reports;
import io.boxbox.maestro.replicas.StageMark;
import io.nats.client.impl.NatsMessage;

class ReplicaListenerTest {

    private static final String REPORT = """
            {"id":"a1","name":"%s","since":"2026-11-23T17:00:00Z","maestros":3,"held":2,"delivered":%s,"consuming":true}""";

    private final ReplicaMessages messages = new ReplicaMessages(TestJson.MAPPER);
    private final Replicas replicas = new Replicas();
    private final List<ReplicaNews> news = new ArrayList<>();
    private final List<StageMark> marks = new ArrayList<>();
    private final ReplicaListener listener = new ReplicaListener(messages, replicas, "self", Scripted.events(news),
            Scripted.events(marks));
    private final RecordedLog log = new RecordedLog(ReplicaListener.class);

    @AfterEach
    void endLog() {
        log.close();
    }

    @Test
    void aReportIsReadAsItWasWrittenAndSmall() {
        ReplicaReport report = new ReplicaReport("0123abcd", "maestro-7c9d8f6b5-x2x4z:7777", Reports.SINCE, 100_000, 1, 2, 3, 4,
                1_000_000, 123_456_789_012L, 5, 6, 7, true, true);
        byte[] written = messages.write(report);
        assertThat(written.length).isLessThan(400);
        hear("0123abcd", written);

        assertThat(replicas.all()).extracting(Replica::report).containsExactly(report);
        assertThat(news).hasSize(1);
    }

    @Test
    void aNewerProcessMayTellMoreAndAnOlderOneLess() {
        hear("a1", REPORT.formatted("x", "5").replace("{", "{\"mood\":{\"of\":[\"the\",\"maestro\"]},").getBytes(UTF_8));

        assertThat(replicas.all()).singleElement().satisfies(known -> {
            assertThat(known.report().delivered()).isEqualTo(5);
            assertThat(known.report().idle()).isZero();
        });
    }

    @Test
    void aHostileNameIsMadePlainAndCut() {
        hear("a1", REPORT.formatted("<script>\\u001b[2J\\u202e" + "x".repeat(300), "1").getBytes(UTF_8));

        assertThat(replicas.all()).singleElement().extracting(known -> known.report().name()).asString()
                .startsWith("<script>[2Jxxx").endsWith("x…").hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "null", "[]", "7", "\"text\"", "{}", "{\"id\":\"a1\"}", "\u0000\u00ff\u0080", "{}{}",
            "{\"id\":\"b2\",\"since\":\"2026-11-23T17:00:00Z\"}",
            "{\"id\":\"a1\",\"since\":\"+999999999-12-31T23:59:59Z\"}",
            "{\"id\":\"a1\",\"since\":\"2026-11-23T17:00:00Z\",\"held\":-1}",
            "{\"id\":\"a1\",\"since\":\"2026-11-23T17:00:00Z\",\"delivered\":9223372036854775807}",
            "{\"id\":\"a1\",\"since\":\"2026-11-23T17:00:00Z\",\"maestros\":9999999999}",
            "{\"id\":\"a1\",\"since\":\"2026-11-23T17:00:00Z\",\"held\":{\"a\":1}}",
            "{\"id\":\"a1\",\"since\":\"2026-11-23T17:00:00Z\"} more" })
    void whatIsNoReportIsIgnoredAndToldOnceAMinute(String message) {
        hear("a1", message.getBytes(ISO_8859_1));
        hear("a1", message.getBytes(ISO_8859_1));

        assertThat(replicas.all()).isEmpty();
        assertThat(news).isEmpty();
        assertThat(log.lines).singleElement().asString()
                .startsWith("WARN A message on maestro.kitchens.consumer.a1 was ignored: ")
                .hasSizeLessThan(300);
    }

    @Test
    void whatIsLargeOrDeepIsIgnored() {
        hear("a1", new byte[1_000_000]);
        hear("a1", "[".repeat(ReplicaMessages.LONGEST).getBytes(UTF_8));

        assertThat(replicas.all()).isEmpty();
        assertThat(log.lines).containsExactly(
                "WARN A message on maestro.kitchens.consumer.a1 was ignored: it has 1000000 bytes, and may have 2048");
    }

    @Test
    void itsOwnReportIsNotAnothersAndNobodyReportsForOthers() {
        hear("self", messages.write(Reports.of("self")));
        hear("b2", messages.write(Reports.of("c3")));

        assertThat(replicas.all()).isEmpty();
        assertThat(log.lines).containsExactly(
                "WARN A message on maestro.kitchens.consumer.b2 was ignored: its id is not the last token of its subject");
    }

    @Test
    void oneTooManyIsToldOnce() {
        for (int i = 0; i < Replicas.MOST + 5; i++) {
            hear("p" + i, messages.write(Reports.of("p" + i)));
        }

        assertThat(replicas.all()).hasSize(Replicas.MOST);
        assertThat(log.lines).containsExactly(
                "WARN A message on maestro.kitchens.consumer.p100 was ignored: 100 other processes are known already");
    }

    @Test
    void aMarkIsReadInAnyZoneAndMadePlain() {
        hear("mark",
                "{\"at\":\"2026-11-23T18:00:00.5+01:00\",\"kind\":\"stage\",\"text\":\"rush \\u0007hour\"}".getBytes(UTF_8));

        assertThat(marks).containsExactly(new StageMark(Instant.parse("2026-11-23T17:00:00.5Z"), "stage", "rush hour"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"at\":\"now\",\"kind\":\"stage\",\"text\":\"x\"}",
            "{\"at\":\"2026-11-23T17:00:00Z\",\"kind\":\"nats_lost\",\"text\":\"x\"}",
            "{\"at\":\"2026-11-23T17:00:00Z\",\"kind\":\"stage\",\"text\":\" \\n\"}",
            "{\"at\":\"2026-11-23T17:00:00Z\",\"kind\":\"stage\",\"text\":[]}" })
    void whatIsNoMarkIsIgnored(String message) {
        hear("mark", message.getBytes(UTF_8));

        assertThat(marks).isEmpty();
        assertThat(log.lines).singleElement().asString()
                .startsWith("WARN A message on maestro.kitchens.consumer.mark was ignored: ");
    }

    private void hear(String token, byte[] message) {
        listener.hear(NatsMessage.builder().subject("maestro.kitchens.consumer." + token).data(message).build());
    }
}
