package io.boxbox.maestro.tools.redrive;

import java.io.IOException;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.boxbox.maestro.jetstream.connection.JetStreamApi;
import io.boxbox.maestro.jetstream.consuming.StoredMessages;
import io.boxbox.maestro.order.OrderSubjects;
import io.boxbox.maestro.tools.NatsLogin;
import io.boxbox.maestro.tools.redrive.Verdict.PutBack;
import io.boxbox.maestro.tools.redrive.Verdict.Stays;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.quarkiverse.reactive.messaging.nats.jetstream.client.connection.ConnectionImpl;
import io.quarkus.runtime.configuration.ConfigurationException;

/** What {@code script/redrive} runs: shows which dead letters would be put back, or puts them back. */
final class RedriveCommand {

    private static final String STREAM = "ORDERS";
    private static final String CONSUMER = "ORDERS_maestro_new_order_listener_v1";
    private static final int WENT_WRONG = 1;
    private static final int WRONG_ARGUMENT = 2;

    private final Redrive redrive;
    private final Selection selection;
    private final boolean really;
    private final PrintStream out;

    private RedriveCommand(Redrive redrive, Selection selection, boolean really, PrintStream out) {
        this.redrive = redrive;
        this.selection = selection;
        this.really = really;
        this.out = out;
    }

    /** @param args the reasons, with commas between; the order's id; since when; {@code yes}: each may be empty */
    public static void main(String[] args) {
        System.exit(execute(args, System.out, System.err));
    }

    /** @return the exit code */
    static int execute(String[] args, PrintStream out, PrintStream errors) {
        try {
            Selection selection = new Selection(
                    Stream.of(args[0].split(",")).filter(reason -> !reason.isBlank()).collect(Collectors.toSet()),
                    Optional.of(args[1]).filter(id -> !id.isEmpty()), since(args[2], Instant.now()));
            return run(NatsLogin.fromSettings(), selection, args[3].equals("yes"), out);
        } catch (ConfigurationException | DateTimeException e) {
            errors.println("redrive: " + e.getMessage());
            return WRONG_ARGUMENT;
        } catch (Exception e) {
            errors.println("redrive: " + (e.getMessage() == null ? e : e.getMessage()));
            return WENT_WRONG;
        }
    }

    private static int run(NatsLogin login, Selection selection, boolean really, PrintStream out) throws Exception {
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
        try (Connection connection = connect(login)) {
            JetStreamApi api = new JetStreamApi(login.setting("maestro.nats.jetstream-domain"),
                    login.setting("maestro.nats.jetstream-prefix"));
            Redrive redrive = new Redrive(new StoredMessages(new ConnectionImpl(connection), api, timers),
                    connection.jetStream(login.jetStream()),
                    login.setting("maestro.deliver-once").map(Boolean::valueOf).orElse(true),
                    subjectsRead(connection, login, out));
            return new RedriveCommand(redrive, selection, really, out).run();
        } finally {
            timers.shutdownNow();
        }
    }

    private static Connection connect(NatsLogin login) throws Exception {
        try {
            return Nats.connect(login.options().build());
        } catch (IOException e) {
            throw new IOException("NATS at " + login.servers() + " is out of reach, or refuses the login: " + e.getMessage()
                    + ". Set MAESTRO_NATS_HOST, MAESTRO_NATS_PORT and a login as for Maestro");
        }
    }

    private static List<String> subjectsRead(Connection connection, NatsLogin login, PrintStream out) {
        try {
            List<String> filters = connection.jetStreamManagement(login.jetStream()).getConsumerInfo(STREAM, CONSUMER)
                    .getConsumerConfiguration().getFilterSubjects();
            return filters == null ? List.of() : filters;
        } catch (IOException | JetStreamApiException e) {
            out.println("Which subjects Maestro's consumer reads is not known: " + e.getMessage());
            return List.of();
        }
    }

    private int run() {
        List<Letter> letters = redrive.letters();
        List<Letter> selected = letters.stream().filter(selection::takes).toList();
        out.println(say("Dead letters in the stream %s: %,d; selected: %,d", STREAM, letters.size(), selected.size()));
        List<String> staying = new ArrayList<>();
        int count = 0;
        int failures = 0;
        for (Letter letter : selected) {
            // Those who name a reason mean it.
            boolean flawedToo = selection.reasons().contains(letter.reason());
            Verdict verdict = redrive.judge(letter, flawedToo);
            if (verdict instanceof Stays stays) {
                staying.add(line(letter) + System.lineSeparator() + "      " + stays.why());
                continue;
            }
            if (count++ == 0) {
                out.println(really ? "Put back:" : "Would be put back:");
            }
            out.println(line(letter));
            if (!letter.leftOut().isEmpty()) {
                out.println("      left out of the letter: " + letter.leftOut());
            }
            try {
                Optional<String> stays = really ? redrive.putBack(letter, (PutBack) verdict, flawedToo) : Optional.empty();
                if (stays.isPresent()) {
                    count--;
                    out.println("      not put back: " + stays.get());
                }
            } catch (IOException | JetStreamApiException e) {
                count--;
                failures++;
                out.println("      not confirmed: " + e.getMessage());
            }
        }
        conclude(staying, count, failures);
        return failures == 0 ? 0 : WENT_WRONG;
    }

    private void conclude(List<String> staying, int count, int failures) {
        if (!staying.isEmpty()) {
            out.println("Not put back, and why:");
            staying.forEach(out::println);
        }
        if (failures > 0) {
            out.println(say("The server did not confirm %,d. To run this again does no harm: nothing is put back twice.",
                    failures));
        }
        if (really) {
            out.println(say("%,d put back. The letters stay in the stream.", count));
        } else if (count > 0) {
            out.println(say("Nothing was changed. To put %,d back, add --yes", count));
        } else {
            out.println("Nothing is to be put back.");
        }
    }

    private static String line(Letter letter) {
        return say("  %6d  %s  %s  %s", letter.sequence(), letter.stored(),
                letter.reason().isEmpty() ? "without a reason" : letter.reason(),
                letter.subject().orElse(OrderSubjects.DEAD_LETTER + "." + letter.id()));
    }

    /**
     * A moment, or so long ago.
     *
     * @throws DateTimeException with one line if it is neither
     */
    static Optional<Instant> since(String text, Instant now) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (text.matches("\\d{1,9}[smhd]")) {
                String amount = text.toUpperCase(Locale.ROOT);
                return Optional.of(now.minus(Duration.parse(amount.endsWith("D") ? "P" + amount : "PT" + amount)));
            }
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            throw new DateTimeException(
                    "--since is '" + text + "', but must be a time like 2026-11-23T17:00:00Z, or how long ago,"
                            + " like 90s, 30m, 2h or 1d");
        }
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
