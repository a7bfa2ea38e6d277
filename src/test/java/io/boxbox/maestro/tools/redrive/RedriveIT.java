package io.boxbox.maestro.tools.redrive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.boxbox.maestro.testing.PackagedMaestro;
import io.boxbox.maestro.testing.Pizzeria;
import io.grpc.Status;
import io.nats.client.Message;
import io.nats.client.impl.Headers;

/** The program that {@code script/redrive} starts, on a real server. */
class RedriveIT {

    private static final String WAITING = "orders.waiting_to_cook.";

    @AutoClose
    private final Pizzeria pizzeria = Pizzeria.open();

    @BeforeEach
    void makeTheStream() {
        pizzeria.createConsumer(Duration.ofSeconds(30));
        System.setProperty("maestro.nats.host", "127.0.0.1");
        System.setProperty("maestro.nats.port", String.valueOf(pizzeria.nats().port()));
    }

    @AfterEach
    void forgetTheSettings() {
        Stream.of("maestro.nats.host", "maestro.nats.port", "maestro.deliver-once").forEach(System::clearProperty);
    }

    @Test
    void anOrderThatThePanettiereTakesAfterAllIsDeliveredOnceWithItsOwnBytesAndHeaders() throws Exception {
        String id = Pizzeria.newId();
        pizzeria.panettiere().refuse(id, Status.FAILED_PRECONDITION.withDescription("no chocolate left"));
        String order = Pizzeria.order(id, "large", ",\"border\":\"chocolate\",\"note\":\"caffè\"");
        pizzeria.place(id, order, new Headers().add("X-Customer", "42").add("Nats-Msg-Id", "mine")
                .add("Maestro-Reason", "of another time"));
        try (PackagedMaestro maestro = PackagedMaestro.start(pizzeria, Map.of())) {
            pizzeria.await("orders.dead_letter." + id);

            assertThat(redrive("", "", "", "")).contains("Would be put back:", "failed_precondition  " + WAITING + id,
                    "Nothing was changed. To put 1 back, add --yes");
            assertThat(pizzeria.count(WAITING + id)).isEqualTo(1);

            assertThat(redrive("", "", "", "yes")).contains("Put back:", "1 put back");
            pizzeria.awaitDelivery(id);
            pizzeria.awaitQuiet();
            assertThat(redrive("", "", "", "yes")).contains("the order was delivered, at sequence", "0 put back");
        }
        List<Message> placed = pizzeria.read(WAITING + id);
        assertThat(placed).hasSize(2);
        assertThat(new String(placed.get(1).getData(), UTF_8)).isEqualTo(order);
        assertThat(placed.get(1).getHeaders().keySet()).contains("X-Customer").noneMatch(name -> name.startsWith("Maestro-"));
        assertThat(placed.get(1).getHeaders().get("Nats-Msg-Id")).singleElement().asString().startsWith("maestro-redrive:");
        assertThat(pizzeria.awaitDelivery(id).getHeaders().getFirst("X-Customer")).isEqualTo("42");
        assertThat(pizzeria.count("orders.dead_letter." + id)).isEqualTo(1);
    }

    @Test
    void oneThatIsKilledHalfwayAndThreeThatRunTogetherPutEachBackOnce() throws Exception {
        int letters = 400;
        for (int i = 0; i < letters; i++) {
            letter("o" + i, "failed_precondition", WAITING + "o" + i, new Headers());
        }
        Process killed = start("", "", "", "yes");
        while (pizzeria.count(WAITING + "*") == 0) {
            assertThat(killed.isAlive()).isTrue();
        }
        killed.destroyForcibly().waitFor();
        assertThat(pizzeria.count(WAITING + "*")).isBetween(1L, letters - 1L);

        List<Process> beside = IntStream.range(0, 3).mapToObj(i -> start("", "", "", "yes")).toList();
        for (Process each : beside) {
            assertThat(each.waitFor()).isZero();
        }
        assertThat(pizzeria.count(WAITING + "*")).isEqualTo(letters);
        assertThat(pizzeria.read(WAITING + "*")).extracting(Message::getSubject).doesNotHaveDuplicates();
    }

    @Test
    void aLetterOfTheSecondTimeIsPutBackAndTheFirstOneIsNot() throws Exception {
        letter("twice", "failed_precondition", WAITING + "twice", new Headers());
        assertThat(redrive("", "", "", "yes")).contains("1 put back");
        assertThat(redrive("", "", "", "yes")).contains("it was put back, at sequence 2", "0 put back");
        letter("twice", "internal", WAITING + "twice", new Headers());

        assertThat(redrive("", "", "", "yes")).contains("1 put back", "the letter at sequence 3 is a later one");
        assertThat(pizzeria.read(WAITING + "twice")).extracting(message -> message.getHeaders().getFirst("Nats-Msg-Id"))
                .containsExactly("maestro-redrive:1", "maestro-redrive:3");
    }

    @Test
    void whereIdsAreReusedEachLetterIsPutBack() throws Exception {
        letter("reused", "failed_precondition", WAITING + "reused", new Headers());
        letter("reused", "failed_precondition", WAITING + "reused", new Headers());

        System.setProperty("maestro.deliver-once", "false");
        assertThat(redrive("", "", "", "yes")).contains("2 put back");
        assertThat(redrive("", "", "", "yes")).contains("0 put back");
    }

    @Test
    void whatCannotBePutBackIsListedWithTheReason() throws Exception {
        pizzeria.connection().jetStream().publish("orders.dead_letter.stranger", "{}".getBytes(UTF_8));
        letter("scrawl", "not_json", WAITING + "scrawl", new Headers());
        letter("b", "failed_precondition", "orders.waiting_to_cook.a.b", new Headers());
        letter("elsewhere", "failed_precondition", "orders.waiting_to_cook.other", new Headers());
        letter("gone", "too_large", WAITING + "gone", new Headers().add("Maestro-Left-Out", "headers and body"));
        letter("corrected", "failed_precondition", WAITING + "corrected", new Headers());
        pizzeria.place("corrected", "{}");

        assertThat(redrive("", "", "", "yes")).containsSubsequence("Not put back, and why:",
                "stranger", "it is no letter of Maestro's",
                "not_json", "the message itself is wrong", "--reason not_json",
                "a.b", "which Maestro's consumer does not read",
                "elsewhere", "it came from a subject that cannot be published to",
                "gone", "its headers and body were left out", "does not hold the original",
                "corrected", "was placed again, at sequence",
                "0 put back");
        assertThat(pizzeria.count(WAITING + "*")).isEqualTo(1);
    }

    @Test
    void aReasonThatIsNamedIsMeantAndOthersAreNot() throws Exception {
        letter("scrawl", "not_json", WAITING + "scrawl", new Headers());
        letter("sweet", "failed_precondition", WAITING + "sweet", new Headers());

        assertThat(redrive("not_json,bad_size", "", "", "yes")).contains("Dead letters in the stream ORDERS: 2; selected: 1",
                "1 put back");
        assertThat(redrive("", "other", "", "")).contains("selected: 0", "Nothing is to be put back.");
        assertThat(redrive("", "", Instant.now().plusSeconds(60).toString(), "")).contains("selected: 0");
        assertThat(redrive("", "", "1h", "")).contains("selected: 2");
        assertThat(pizzeria.count(WAITING + "scrawl")).isEqualTo(1);
        assertThat(pizzeria.count(WAITING + "sweet")).isZero();
    }

    @Test
    void whatALetterLacksIsTakenFromTheOriginal() throws Exception {
        pizzeria.place("whole", "the body", new Headers().add("X-Customer", "7").add("Nats-Msg-Id", "mine"));
        letter("whole", "too_large", WAITING + "whole", new Headers().add("Maestro-Left-Out", "headers and body"), 1, "");

        assertThat(redrive("", "", "", "yes")).contains("left out of the letter: headers and body", "1 put back");
        Message back = pizzeria.read(WAITING + "whole").get(1);
        assertThat(new String(back.getData(), UTF_8)).isEqualTo("the body");
        assertThat(back.getHeaders().getFirst("X-Customer")).isEqualTo("7");
    }

    @Test
    void anEmptyMessageAndAnIdBeyondAsciiArePutBackAsTheyWere() throws Exception {
        letter("empty", "not_json", WAITING + "empty", new Headers(), 9, "");
        letter("café", "failed_precondition", "=?UTF-8?Q?orders.waiting=5Fto=5Fcook.caf=C3=A9?=", new Headers());

        assertThat(redrive("not_json,failed_precondition", "", "", "yes")).contains("2 put back");
        assertThat(pizzeria.read(WAITING + "empty").get(0).getData()).isEmpty();
        assertThat(pizzeria.count(WAITING + "café")).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidInALine() throws Exception {
        assertThat(redrive("", "", "yesterday", "")).contains("--since is 'yesterday', but must be").doesNotContain("\tat ");
        System.setProperty("maestro.nats.port", "1");
        assertThat(redrive("", "", "", "")).contains("NATS at nats://127.0.0.1:1 is out of reach").doesNotContain("\tat ");
        System.setProperty("maestro.nats.port", "one");
        assertThat(redrive("", "", "", "")).contains("maestro.nats.port is 'one', but must be");
    }

    private void letter(String id, String reason, String subject, Headers more) throws Exception {
        letter(id, reason, subject, more, 999_999, "{}");
    }

    private void letter(String id, String reason, String subject, Headers more, long original, String body) throws Exception {
        Headers headers = new Headers(more).add("Maestro-Reason", reason).add("Maestro-Detail", "because")
                .add("Maestro-Subject", subject).add("Maestro-Stream-Sequence", String.valueOf(original));
        pizzeria.connection().jetStream().publish("orders.dead_letter." + id, headers, body.getBytes(UTF_8));
    }

    private static String redrive(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, UTF_8);
        RedriveCommand.execute(arguments, out, out);
        return bytes.toString(UTF_8);
    }

    private Process start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), RedriveCommand.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of("MAESTRO_NATS_HOST", "127.0.0.1", "MAESTRO_NATS_PORT",
                String.valueOf(pizzeria.nats().port())));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
