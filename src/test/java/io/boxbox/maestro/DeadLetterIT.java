package io.boxbox.maestro;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.impl.Headers;

/** Another Maestro had the message before, and it is unknown how far he came. */
class DeadLetterIT {

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    @BeforeEach
    void createConsumer() {
        pizzeria.createConsumer(Duration.ofSeconds(30));
    }

    @Test
    void aLetterThatIsAlreadyThereIsNotStoredAgain() throws Exception {
        String id = Pizzeria.newId();
        Message poison = claim(id);
        storeLetter(id, poison.metaData().streamSequence());
        storeLetter(id, poison.metaData().streamSequence() + 1_000);
        poison.nak();

        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());
            pizzeria.awaitQuiet();
            assertThat(pizzeria.read("orders.dead_letter." + id)).hasSize(2);
        }
    }

    @Test
    void aLetterOfAnotherMessageUnderTheSameIdIsNotTakenForIt() throws Exception {
        String id = Pizzeria.newId();
        Message first = claim(id);
        Message second = claim(id);
        storeLetter(id, first.metaData().streamSequence());
        first.nak();
        second.nak();

        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());
            pizzeria.awaitQuiet();
            assertThat(pizzeria.read("orders.dead_letter." + id))
                    .extracting(letter -> letter.getHeaders().getFirst("Maestro-Stream-Sequence"))
                    .containsExactly(sequence(first), sequence(second));
        }
    }

    @Test
    void manyMessagesUnderOneIdHaveALetterEach() throws Exception {
        String id = Pizzeria.newId();
        for (int i = 0; i < 300; i++) {
            pizzeria.place(id, "no order");
        }

        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
            pizzeria.awaitDelivery(pizzeria.place());
            pizzeria.awaitQuiet();
            assertThat(pizzeria.read("orders.dead_letter." + id))
                    .extracting(letter -> letter.getHeaders().getFirst("Maestro-Stream-Sequence"))
                    .hasSize(300).doesNotHaveDuplicates();
        }
    }

    private Message claim(String id) throws Exception {
        pizzeria.place(id, "no order");
        JetStreamSubscription other = pizzeria.connection().jetStream().subscribe(null,
                PullSubscribeOptions.bind(Pizzeria.STREAM, Pizzeria.CONSUMER));
        Message message = other.fetch(1, Duration.ofSeconds(5)).get(0);
        other.unsubscribe();
        return message;
    }

    private void storeLetter(String id, long streamSequence) throws Exception {
        pizzeria.connection().jetStream().publish("orders.dead_letter." + id,
                new Headers().add("Maestro-Stream-Sequence", String.valueOf(streamSequence)), null);
    }

    private static String sequence(Message message) {
        return String.valueOf(message.metaData().streamSequence());
    }
}
