package io.boxbox.maestro.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

import io.boxbox.maestro.loop.KitchenLoops;

/**
 * How many orders a second Maestro cooks when nothing human is in the way, beside the {@link BareLoop} with as many workers,
 * and what an order costs. The orders wait already; the first half only warms up the contender. The contenders take turns,
 * several times, and the figures are medians.
 */
public final class ThroughputBenchmark {

    private static final long BETWEEN_LOOKS_IN_NANOS = 20_000_000;
    private static final double WARM_UP = 1;
    private static final int SLOWNESS_OF_ONE = 5;

    /**
     * How one contender did.
     *
     * @param switches thread switches per order
     * @param allocatedBytes per order; NaN where nothing counts them
     */
    record Run(double ordersPerSecond, double processorMicrosPerOrder, double switches, double allocatedBytes,
            double residentMiB) {
    }

    /** What is seen at a look. */
    private record Look(double seconds, long delivered, double processorSeconds, long switches, double allocatedBytes) {
    }

    private ThroughputBenchmark() {
    }

    /**
     * @param args how many orders count (a fifth of them where one maestro works alone), the concurrencies separated by commas,
     *        how often each is measured, the command of another program or nothing, and whether to record: true or false
     */
    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(args[0]);
        int runs = Integer.parseInt(args[2]);
        String against = args[3];
        Table table = new Table("brigade", "contender", "orders/s", "lowest to highest", "of the bare loop's",
                "processor per order", "of the bare loop's", "thread switches per order", "allocated per order", "resident");
        try (Rig rig = new Rig()) {
            for (String concurrency : args[1].split(",")) {
                int brigade = Integer.parseInt(concurrency);
                Map<String, Contender.Entry> entries = entries(brigade, against);
                Map<String, List<Run>> results = new LinkedHashMap<>();
                for (int i = 0; i < runs; i++) {
                    for (var entry : entries.entrySet()) {
                        Run run = run(rig, brigade == 1 ? orders / SLOWNESS_OF_ONE : orders, brigade, entry.getValue());
                        results.computeIfAbsent(entry.getKey(), name -> new ArrayList<>()).add(run);
                        System.err.printf("%d of %d, brigade %d, %s: %s, %s%n", i + 1, runs, brigade, entry.getKey(),
                                perSecond(run), micros(run));
                    }
                }
                List<Run> bare = results.values().iterator().next();
                results.forEach((name, each) -> row(table, concurrency, name, each, bare));
                System.err.println(table.markdown());
            }
        }
        new Report("Throughput", "script/bench throughput --orders %d --runs %d%s".formatted(orders, runs,
                against.isEmpty() ? "" : " --against '" + against + "'"), table.markdown())
                .publish(Boolean.parseBoolean(args[4]));
    }

    private static Map<String, Contender.Entry> entries(int brigade, String against) throws Exception {
        Map<String, Contender.Entry> entries = new LinkedHashMap<>();
        entries.put("bare loop", Contender::bareLoop);
        entries.put("Maestro, JVM", (rig, size) -> Contender.maestro(rig, size, Map.of()));
        if (brigade > 1) {
            // What is not the default for so many.
            int loops = KitchenLoops.byDefault(brigade) == 1 ? Runtime.getRuntime().availableProcessors() : 1;
            entries.put("Maestro, JVM, loops: " + loops,
                    (rig, size) -> Contender.maestro(rig, size, Map.of("MAESTRO_KITCHEN_LOOPS", String.valueOf(loops))));
        }
        Contender.nativeBinary().ifPresent(binary -> entries.put("Maestro, native",
                (rig, size) -> Contender.nativeMaestro(binary, rig, size)));
        if (!against.isEmpty() && brigade == 1) {
            entries.put(against, (rig, size) -> Contender.other(against, rig));
        }
        return entries;
    }

    private static void row(Table table, String brigade, String name, List<Run> runs, List<Run> bare) {
        table.row(brigade, name, "%,.0f".formatted(median(runs, Run::ordersPerSecond)),
                "%,.0f to %,.0f".formatted(runs.stream().mapToDouble(Run::ordersPerSecond).min().orElseThrow(),
                        runs.stream().mapToDouble(Run::ordersPerSecond).max().orElseThrow()),
                ratio(runs, bare, Run::ordersPerSecond),
                "%.0f µs".formatted(median(runs, Run::processorMicrosPerOrder)),
                ratio(runs, bare, Run::processorMicrosPerOrder),
                "%.1f".formatted(median(runs, Run::switches)),
                Double.isNaN(runs.get(0).allocatedBytes()) ? "–"
                        : "%.1f KiB".formatted(median(runs, Run::allocatedBytes) / 1024),
                "%.0f MiB".formatted(median(runs, Run::residentMiB)));
    }

    // Each run beside the one of the same turn: what slows the machine down slows both.
    private static String ratio(List<Run> runs, List<Run> bare, ToDoubleFunction<Run> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            ratios.add(figure.applyAsDouble(runs.get(i)) / figure.applyAsDouble(bare.get(i)));
        }
        return "%.2f".formatted(median(ratios, Double::doubleValue));
    }

    static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static Rig prepared(Rig rig, int orders) throws Exception {
        rig.reset((int) (orders * (1 + WARM_UP)));
        return rig;
    }

    private static Run run(Rig rig, int orders, int brigade, Contender.Entry entry) throws Exception {
        try (Contender contender = entry.start(prepared(rig, orders), brigade)) {
            return measure(rig, orders, contender);
        }
    }

    static Run measure(Rig rig, int orders, Contender contender) throws Exception {
        long begin = (long) (orders * WARM_UP);
        Look first = await(rig, contender, begin);
        Look last = await(rig, contender, begin + orders);
        double seconds = last.seconds() - first.seconds();
        double delivered = last.delivered() - first.delivered();
        return new Run(delivered / seconds, (last.processorSeconds() - first.processorSeconds()) / delivered * 1e6,
                (last.switches() - first.switches()) / delivered, (last.allocatedBytes() - first.allocatedBytes()) / delivered,
                contender.residentMiB());
    }

    private static Look await(Rig rig, Contender contender, long delivered) throws Exception {
        while (true) {
            if (!contender.isAlive()) {
                throw new IllegalStateException("the contender ended before it was done");
            }
            long now = rig.delivered();
            if (now >= delivered) {
                return new Look(System.nanoTime() / 1e9, now, contender.processorSeconds(), contender.switches(),
                        contender.allocatedBytes());
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
