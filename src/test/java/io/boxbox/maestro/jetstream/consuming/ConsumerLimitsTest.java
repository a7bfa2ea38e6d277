package io.boxbox.maestro.jetstream.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerLimitsTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(longs = { 0, -1 })
    void whatTheServerDoesNotLimitIsLimitedByMaestroAlone(Long none) {
        ConsumerLimits limits = of(none, none, none);

        assertThat(limits).isEqualTo(new ConsumerLimits(Long.MAX_VALUE, 16, Integer.MAX_VALUE, Long.MAX_VALUE,
                Duration.ofSeconds(30), Duration.ofDays(1),
                Long.MAX_VALUE, TestConsumer.CREATED.toInstant()));
        assertThat(limits.complaint("maestro", 10_000, 10_000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "1, 1", "31, 1", "64, 2", "511, 15", "512, 16", "100000, 16" })
    void aProcessOpensAShareOfTheRequestsThatMayBeOpen(long maxWaiting, int requests) {
        assertThat(of(1_000L, maxWaiting, null).requests()).isEqualTo(requests);
    }

    @Test
    void oneRequestAsksForNoMoreThanTheConsumerAllows() {
        assertThat(of(1_000L, 512L, 50L).perRequest()).isEqualTo(50);
    }

    @Test
    void asManyAsMayBeHeldAreNoReasonToComplain() {
        assertThat(of(1_000L, 512L, null).complaint("maestro", 100, 10)).isEmpty();
    }

    @Test
    void oneMoreThanMayBeHeldIsAComplaintThatNamesBoth() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.ENGLISH);
        try {
            assertThat(of(1_000L, 512L, null).complaint("maestro", 77, 13)).hasValueSatisfying(complaint -> assertThat(
                    complaint)
                    .startsWith(
                            "max_ack_pending of consumer maestro is 1,000, but 77 maestros with a batch of 13 may hold 1,001"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatTheServerLimitsIsKnown() {
        ConsumerLimits limits = ConsumerLimits.of(
                TestConsumer.consumer(TestConsumer.CREATED, ",\"max_deliver\":3,\"max_expires\":2000000000"));

        assertThat(limits.deliveries()).isEqualTo(3);
        assertThat(limits.longestWait()).isEqualTo(Duration.ofSeconds(2));
    }

    private static ConsumerLimits of(Long acksPending, Long waiting, Long batch) {
        return ConsumerLimits.of(TestConsumer.consumer(TestConsumer.CREATED,
                field("max_ack_pending", acksPending) + field("max_waiting", waiting) + field("max_batch", batch)));
    }

    private static String field(String name, Long value) {
        return value == null ? "" : ",\"" + name + "\":" + value;
    }
}
