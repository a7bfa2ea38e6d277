package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;

import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.Pizzeria;
import io.boxbox.maestro.testing.PizzeriaResource;
import io.grpc.Status;
import io.nats.client.Message;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(value = PizzeriaResource.class, initArgs = {
        @ResourceArg(name = "maestro.max-deliveries", value = "2"),
        @ResourceArg(name = "maestro.panettiere-client.deadline-in-seconds", value = "0.3"),
        @ResourceArg(name = "maestro.deliver-once", value = "false") })
class GivingUpTest {

    @PizzeriaResource.Inject
    Pizzeria pizzeria;

    @Test
    void anOrderThatWasHandedOutTooOftenBecomesADeadLetter() {
        String id = Pizzeria.newId();
        pizzeria.panettiere().refuse(id, Collections.nCopies(6, Status.UNAVAILABLE).toArray(Status[]::new));
        pizzeria.place(id, Pizzeria.order(id, "small", ""));

        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(letter.getHeaders().getFirst("Maestro-Detail")).startsWith("given up after 2 deliveries")
                .contains("UNAVAILABLE");
        assertThat(letter.getHeaders().getFirst("Maestro-Deliveries")).isEqualTo("2");
    }

    @Test
    void aPanettiereWhoNeverAnswersHoldsNobodyUp() {
        String id = Pizzeria.newId();
        pizzeria.panettiere().delay(id, 60_000);
        pizzeria.place(id, Pizzeria.order(id, "small", ""));
        String next = pizzeria.place();

        pizzeria.awaitDelivery(next);
        Message letter = pizzeria.await("orders.dead_letter." + id).get(0);
        assertThat(letter.getHeaders().getFirst("Maestro-Detail")).contains("DEADLINE_EXCEEDED");
    }

    @Test
    void whereIdsAreReusedAnOrderWithAnOldIdIsDeliveredToo() throws Exception {
        String id = pizzeria.place();
        pizzeria.awaitDelivery(id);
        pizzeria.place(id, Pizzeria.order(id, "large", ""));
        pizzeria.awaitQuiet();

        assertThat(pizzeria.count("orders.waiting_delivery." + id)).isEqualTo(2);
    }
}
