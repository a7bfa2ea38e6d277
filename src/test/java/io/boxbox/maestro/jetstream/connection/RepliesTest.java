package io.boxbox.maestro.jetstream.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.boxbox.maestro.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;

/** On a real server, read by Maestro's own data port, and by the client library's as in dev mode. */
class RepliesTest {

    private static final String OWN = "io.boxbox.maestro.jetstream.connection.NatsDataPort";
    private static final String LIBRARYS = "io.nats.client.impl.SocketDataPort";
    private static final String SUBJECT = "service.greeting";

    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final NatsServer server = new NatsServer();
    private final Connection peer = Nats.connect(server.url());
    private Connection connection;
    private Replies replies;

    RepliesTest() throws Exception {
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        peer.close();
        server.close();
        server.loseData();
        timers.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, LIBRARYS })
    void eachRequestHasItsOwnReply(String dataPort) throws Exception {
        connect(dataPort);
        answer();
        List<CompletableFuture<Message>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(request("order " + i));
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(text(answers.get(i).get())).isEqualTo("order " + i + " of Naples");
        }
    }

    @Test
    void allRepliesAreHeardOnTheThreadThatReadsTheConnection() throws Exception {
        connect(OWN);
        Subscription asked = peer.subscribe(SUBJECT);
        peer.flush(ofSeconds(5));
        Set<String> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Void> heard = request("order " + i).thenAccept(reply -> threads.add(nameOfThread()));
            // Only now, so that the reply finds who waits for it.
            peer.publish(asked.nextMessage(5_000).getReplyTo(), null);
            heard.get();
        }
        assertThat(threads).singleElement().asString().startsWith("maestro:");
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, LIBRARYS })
    void whereNobodyRepliesItFailsAtOnce(String dataPort) throws Exception {
        connect(dataPort);

        assertThatThrownBy(() -> request("anybody?").get()).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class).hasMessageContaining("503");
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, LIBRARYS })
    void whatIsNotAnsweredInTimeFailsAndALateReplyIsNobodys(String dataPort) throws Exception {
        connect(dataPort);
        Subscription silent = peer.subscribe(SUBJECT);
        peer.flush(ofSeconds(5));
        CompletableFuture<Message> reply = replies.request(SUBJECT, null, null, ofMillis(1));
        Message asked = silent.nextMessage(5_000);

        assertThatThrownBy(reply::get).hasCauseInstanceOf(TimeoutException.class);
        peer.publish(asked.getReplyTo(), null);
        silent.unsubscribe();
        answer();
        assertThat(text(request("again").get())).isEqualTo("again of Naples");
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, LIBRARYS })
    void afterALostConnectionRequestsAreAnsweredAgain(String dataPort) throws Exception {
        connect(dataPort);
        answer();
        request("before").get();
        server.kill();
        await().until(() -> connection.getStatus() != Connection.Status.CONNECTED);
        server.start();
        await().until(() -> connection.getStatus() == Connection.Status.CONNECTED
                && peer.getStatus() == Connection.Status.CONNECTED);
        peer.flush(ofSeconds(5));

        assertThat(text(request("after").get())).isEqualTo("after of Naples");
    }

    @Test
    void aConnectionWithThreadsOfTheLibraryIsReadAsWell() throws Exception {
        connection = Nats.connect(options(OWN).build());
        replies = new Replies(connection, timers);
        answer();

        assertThat(text(request("order").get())).isEqualTo("order of Naples");
    }

    @Test
    void onAClosedConnectionNothingCanBeSent() throws Exception {
        connect(OWN);
        connection.close();

        assertThatThrownBy(() -> request("too late")).isInstanceOf(IllegalStateException.class);
    }

    private void connect(String dataPort) throws Exception {
        connection = Nats.connect(options(dataPort).executor(new ClientThreads("maestro")).build());
        replies = new Replies(connection, timers);
    }

    private Options.Builder options(String dataPort) {
        return new Options.Builder().server(server.url()).dataPortType(dataPort).reconnectWait(ofMillis(50))
                .maxReconnects(-1);
    }

    // With what was sent, and a header that was sent.
    private void answer() throws Exception {
        peer.createDispatcher(asked -> peer.publish(asked.getReplyTo(),
                (text(asked) + " of " + asked.getHeaders().getFirst("city")).getBytes(UTF_8))).subscribe(SUBJECT);
        peer.flush(ofSeconds(5));
    }

    private CompletableFuture<Message> request(String body) {
        return replies.request(SUBJECT, new Headers().put("city", "Naples"), body.getBytes(UTF_8), ofSeconds(10));
    }

    private static String nameOfThread() {
        return Thread.currentThread().getName();
    }

    private static String text(Message message) {
        return new String(message.getData(), UTF_8);
    }
}
