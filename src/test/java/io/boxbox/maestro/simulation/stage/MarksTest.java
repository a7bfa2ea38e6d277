package io.boxbox.maestro.simulation.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;

class MarksTest {

    private static final Instant AT = Instant.parse("2026-05-04T15:00:00.250Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @AutoClose
    private final NatsServer server = new NatsServer();
    private final AtomicBoolean away = new AtomicBoolean();
    private Connection board;
    private Subscription marks;

    MarksTest() throws Exception {
    }

    @BeforeEach
    void listen() throws Exception {
        board = Nats.connect(server.url());
        marks = board.subscribe("maestro.kitchens.*.mark");
        board.flush(PATIENCE);
    }

    @Test
    void whatIsDoneIsToldToAllBoardsInItsOrder() throws Exception {
        try (Connection connection = Nats.connect(server.url()); Marks told = new Marks(connection, away::get)) {
            told.mark(AT, "NATS is \"frozen\"");
            told.mark(AT, "x".repeat(200));
            told.flush();

            Message first = marks.nextMessage(PATIENCE);
            assertThat(first.getSubject()).isEqualTo("maestro.kitchens.ORDERS_maestro_new_order_listener_v1.mark");
            assertThat(text(first))
                    .isEqualTo("{\"at\":\"2026-05-04T15:00:00.250Z\",\"kind\":\"stage\",\"text\":\"NATS is \\\"frozen\\\"\"}");
            assertThat(text(marks.nextMessage(PATIENCE))).contains("\"" + "x".repeat(119) + "…\"");
        }
    }

    @Test
    void whatIsDoneWhileNatsIsAwayIsToldOnceWhenItIsBack() throws Exception {
        away.set(true);
        try (Connection connection = Nats.connect(server.url()); Marks told = new Marks(connection, away::get)) {
            told.mark(AT, "late");
            told.flush();
            connection.flush(PATIENCE);
            assertThat(marks.nextMessage(Duration.ofMillis(200))).isNull();

            away.set(false);

            assertThat(text(marks.nextMessage(PATIENCE))).contains("late");
            assertThat(marks.nextMessage(Duration.ofMillis(300))).isNull();
        }
    }

    private static String text(Message message) {
        return new String(message.getData(), UTF_8);
    }
}
