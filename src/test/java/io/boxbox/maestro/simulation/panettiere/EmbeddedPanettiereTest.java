package io.boxbox.maestro.simulation.panettiere;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;

import com.google.protobuf.Empty;

import io.boxbox.maestro.simulation.rehearsal.VirtualClock;
import io.boxbox.panettiere.v1.BorderKind;
import io.boxbox.panettiere.v1.DoughRequest;
import io.boxbox.panettiere.v1.DoughResponse;
import io.boxbox.panettiere.v1.PizzaSize;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;

class EmbeddedPanettiereTest {

    private static final DoughRequest REQUEST = DoughRequest.newBuilder().setOrderId("42")
            .setSize(PizzaSize.PIZZA_SIZE_LARGE).setBorder(BorderKind.BORDER_KIND_CHEDDAR).build();

    private final VirtualClock clock = new VirtualClock();
    private final EmbeddedPanettiere panettiere = new EmbeddedPanettiere(new SleepyPanettiere(
            new PanettiereHabits(Duration.ofSeconds(2), 0, Duration.ofSeconds(10), Duration.ofSeconds(5), 0, 1),
            clock.kitchenClock(), new Random(7)));

    @Test
    void theDoughIsOfTheOrdersOwnSizeAndBorder() {
        UniAssertSubscriber<DoughResponse> dough = makeDough();
        clock.advance(Duration.ofSeconds(2));

        assertThat(dough.assertCompleted().getItem().getContent())
                .isEqualTo("Dough for order 42: PIZZA_SIZE_LARGE, BORDER_KIND_CHEDDAR");
    }

    @Test
    void whileAsleepHeAnswersResourceExhaustedAtOnce() {
        clock.advance(Duration.ofSeconds(10));

        assertThat(makeDough().assertFailedWith(StatusRuntimeException.class).getFailure())
                .isInstanceOfSatisfying(StatusRuntimeException.class, refusal -> {
                    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(refusal.getStatus().getDescription()).isEqualTo("The panettiere is asleep: ask again later");
                });
    }

    @Test
    void hisStatusSaysWhatHeIsDoing() {
        assertThat(status()).isEqualTo("idle");
        makeDough();
        assertThat(status()).isEqualTo("making dough");
        clock.advance(Duration.ofSeconds(2));
        assertThat(status()).isEqualTo("idle");
        clock.advance(Duration.ofSeconds(8));
        assertThat(status()).isEqualTo("sleeping");
    }

    private UniAssertSubscriber<DoughResponse> makeDough() {
        return panettiere.makeDough(REQUEST).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private String status() {
        return panettiere.status(Empty.getDefaultInstance()).await().atMost(Duration.ofSeconds(1)).getStatus();
    }
}
