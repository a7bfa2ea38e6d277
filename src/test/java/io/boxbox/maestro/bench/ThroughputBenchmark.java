package io.boxbox.maestro.bench;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * How many orders a second Maestro cooks when nothing human is in the way, beside the {@link BareLoop} with as many workers.
 * The orders wait already; the first of them only warm up the contender.
 */
public final class ThroughputBenchmark {

    private static final long BETWEEN_LOOKS_IN_NANOS = 20_000_000;
    private static final double WARM_UP = 0.2;

    /** How one contender did. */
    record Run(double ordersPerSecond, double processorMicrosPerOrder, double residentMiB) {
    }

    /** What is seen at a look. */
    private record Look(double seconds, long settled, double processorSeconds) {
    }

    private ThroughputBenchmark() {
    }

    /** @param args how many orders count, the concurrencies separated by commas, and whether to record: true or false */
    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(args[0]);
        Table table = new Table("brigade", "bare loop", "Maestro", "ratio", "processor per order, bare loop", "Maestro",
                "resident, Maestro");
        try (Rig rig = new Rig()) {
            for (String concurrency : args[1].split(",")) {
                int brigade = Integer.parseInt(concurrency);
                Run bare = run(rig, orders, Contender.bareLoop(prepared(rig, orders), brigade));
                Run maestro = run(rig, orders, Contender.maestro(prepared(rig, orders), brigade, Map.of()));
                table.row(concurrency, perSecond(bare), perSecond(maestro),
                        "%.2f".formatted(maestro.ordersPerSecond() / bare.ordersPerSecond()), micros(bare), micros(maestro),
                        "%.0f MiB".formatted(maestro.residentMiB()));
                System.err.println(table.markdown());
            }
        }
        new Report("Throughput", "script/bench throughput --orders " + orders, table.markdown())
                .publish(Boolean.parseBoolean(args[2]));
    }

    static Rig prepared(Rig rig, int orders) throws Exception {
        rig.reset((int) (orders * (1 + WARM_UP)));
        return rig;
    }

    private static Run run(Rig rig, int orders, Contender contender) throws Exception {
        try (contender) {
            return measure(rig, orders, contender);
        }
    }

    static Run measure(Rig rig, int orders, Contender contender) throws Exception {
        long begin = (long) (orders * WARM_UP);
        Look first = await(rig, contender, begin);
        Look last = await(rig, contender, begin + orders);
        double seconds = last.seconds() - first.seconds();
        double settled = last.settled() - first.settled();
        return new Run(settled / seconds, (last.processorSeconds() - first.processorSeconds()) / settled * 1e6,
                contender.residentMiB());
    }

    private static Look await(Rig rig, Contender contender, long settled) throws Exception {
        while (true) {
            if (!contender.isAlive()) {
                throw new IllegalStateException("the contender ended before it was done");
            }
            long now = rig.settled();
            if (now >= settled) {
                return new Look(System.nanoTime() / 1e9, now, contender.processorSeconds());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_IN_NANOS);
        }
    }

    static String perSecond(Run run) {
        return "%,.0f orders/s".formatted(run.ordersPerSecond());
    }

    static String micros(Run run) {
        return "%.0f µs".formatted(run.processorMicrosPerOrder());
    }
}
