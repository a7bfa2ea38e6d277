package io.boxbox.maestro.bench;

import java.util.Map;

import io.boxbox.maestro.bench.ThroughputBenchmark.Run;
import io.boxbox.maestro.testing.Ports;

/** What it costs the cooking that people look at the board. Nothing human is in the way of a brigade of 256. */
public final class ViewersBenchmark {

    private static final int BRIGADE = 256;

    private ViewersBenchmark() {
    }

    /**
     * @param args how many orders count, the numbers of viewers separated by commas, with a minus sign before those who read
     *        nothing, and whether to record: true or false
     */
    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(args[0]);
        Table table = new Table("viewers", "Maestro", "of the first", "processor per order", "resident", "read by each",
                "sent away");
        double first = 0;
        try (Rig rig = new Rig()) {
            for (String count : args[1].split(",")) {
                boolean reading = !count.startsWith("-");
                int viewers = Math.abs(Integer.parseInt(count));
                int port = Ports.free();
                try (Contender maestro = Contender.maestro(ThroughputBenchmark.prepared(rig, orders), BRIGADE,
                        Map.of("MAESTRO_GRPC_SERVER_PORT", String.valueOf(port)));
                        Viewers people = new Viewers(port, viewers, reading)) {
                    Run run = ThroughputBenchmark.measure(rig, orders, maestro);
                    first = first == 0 ? run.ordersPerSecond() : first;
                    table.row("%,d".formatted(viewers) + (reading ? "" : " who read nothing"),
                            ThroughputBenchmark.perSecond(run),
                            "%.2f".formatted(run.ordersPerSecond() / first), ThroughputBenchmark.micros(run),
                            "%.0f MiB".formatted(run.residentMiB()),
                            viewers == 0 || !reading ? "" : "%.0f kB".formatted(people.bytes() / 1e3 / viewers),
                            String.valueOf(people.lost()));
                    System.err.println(table.markdown());
                }
            }
        }
        new Report("Viewers", "script/bench viewers --orders " + orders,
                "Beside a brigade of 256 without breaks, people who look at "
                        + "the board; they run on the same machine:\n\n" + table.markdown())
                .publish(Boolean.parseBoolean(args[2]));
    }
}
