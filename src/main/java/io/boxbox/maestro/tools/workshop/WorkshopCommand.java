package io.boxbox.maestro.tools.workshop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.boxbox.maestro.configuration.DecimalSeconds;
import io.boxbox.maestro.simulation.tracing.SpanSender;
import io.boxbox.maestro.tools.NatsLogin;
import io.nats.client.Connection;
import io.nats.client.Nats;

/** What {@code script/workshop} runs to place orders and to look at them. The script has checked the arguments. */
final class WorkshopCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    // In which spans that are on their way arrive.
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private WorkshopCommand() {
    }

    /** @param args what to do, and what with; see the calls in the script */
    public static void main(String[] args) {
        try {
            if (args[0].equals("traces")) {
                traces(Path.of(args[1]), args[2]);
            } else {
                try (Connection connection = Nats.connect(NatsLogin.fromSettings().options().build())) {
                    onNats(connection, args);
                }
            }
        } catch (Exception e) {
            System.err.println("workshop: " + (e.getMessage() == null ? e : e.getMessage()));
            System.exit(1);
        }
        System.exit(0);
    }

    private static void onNats(Connection connection, String[] args) throws Exception {
        OrdersView orders = new OrdersView(connection);
        switch (args[0]) {
            case "order" -> order(connection, args);
            case "queue" -> System.out.println(OrdersView.line(orders.counts()));
            case "wait" -> System.out.println(OrdersView.line(orders.await(expected(args))));
            case "messages" -> orders.messages(args[1]).forEach(System.out::println);
            case "times" -> System.out.println(orders.times(args[1]));
            case "forget" -> orders.forget(args[1]);
            case "ack-wait" -> orders.ackWait(new DecimalSeconds().convert(args[1]));
            default -> throw new IllegalArgumentException("unknown command '" + args[0] + "'");
        }
    }

    private static void order(Connection connection, String[] args) throws Exception {
        int count = Integer.parseInt(args[2]);
        List<String> ids = count == 1 || args[7].equals("yes") ? Collections.nCopies(count, args[1])
                : IntStream.rangeClosed(1, count).mapToObj(number -> args[1] + "-" + number).toList();
        Optional<SpanSender> spans = Optional.of(args[6]).filter(endpoint -> !endpoint.isEmpty())
                .map(endpoint -> new SpanSender(endpoint, "customer"));
        try {
            new Customer(connection.jetStream(), spans).place(ids, args[3], Double.parseDouble(args[4]), args[5]);
        } finally {
            if (spans.isPresent()) {
                spans.get().close();
            }
        }
        String last = ids.get(count - 1);
        System.out.println(
                "placed " + ids.get(0) + (count == 1 ? "" : last.equals(ids.get(0)) ? ", " + count + " times" : " to " + last));
    }

    private static Map<String, LongPredicate> expected(String[] args) {
        return Arrays.stream(args).skip(1).map(each -> each.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> expected(pair[1])));
    }

    private static LongPredicate expected(String number) {
        if (number.endsWith("+")) {
            long least = Long.parseLong(number.substring(0, number.length() - 1));
            return count -> count >= least;
        }
        long exact = Long.parseLong(number);
        return count -> count == exact;
    }

    private static void traces(Path file, String orderId) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> lines = List.of();
        List<String> next = TraceTree.of(TraceReceiverCommand.read(file), orderId);
        while ((next.isEmpty() || next.size() != lines.size()) && System.nanoTime() < end) {
            lines = next;
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            next = TraceTree.of(TraceReceiverCommand.read(file), orderId);
        }
        if (next.isEmpty()) {
            throw new IllegalStateException("there is no trace of an order " + orderId);
        }
        next.forEach(System.out::println);
    }
}
