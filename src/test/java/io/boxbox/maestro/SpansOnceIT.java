package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.OtlpReceiver;
import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.opentelemetry.proto.trace.v1.Span;

/** A connection to the collector on which nothing comes for ten seconds, after which Quarkus by default closes it. */
class SpansOnceIT {

    private static final Duration LONGER_THAN_THE_DEFAULT = Duration.ofSeconds(12);

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();
    @AutoClose
    private final OtlpReceiver receiver = new OtlpReceiver();

    @Test
    void aSpanForWhichTheCollectorTakesItsTimeIsSentOnce() throws Exception {
        receiver.answerAfter(LONGER_THAN_THE_DEFAULT);
        PackagedMaestro.start(pizzeria, receiver.with(Map.of("OTEL_BSP_EXPORT_TIMEOUT", "30000",
                "OTEL_METRICS_EXPORTER", "none", "OTEL_LOGS_EXPORTER", "none")));
        pizzeria.awaitDelivery(pizzeria.place());
        await("the first spans").until(() -> !receiver.spans().isEmpty());
        // These are sent when the collector has answered to the first.
        pizzeria.awaitDelivery(pizzeria.place());
        await("the next spans").until(() -> receiver.spans().stream().map(Span::getTraceId).distinct().count() == 2);

        assertThat(receiver.spans()).extracting(Span::getSpanId).doesNotHaveDuplicates();
    }
}
