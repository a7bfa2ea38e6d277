package io.boxbox.maestro.bench;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a longer queue and a larger brigade cost: throughput and memory at backlogs that are kept as long as they are, then by
 * brigade, and what a brigade costs while it has nothing to do.
 */
public final class GrowthBenchmark {

    private static final int ORDINARY_BRIGADE = 100;
    private static final int ORDINARY_BACKLOG = 100_000;
    private static final long BETWEEN_LOOKS_IN_NANOS = 20_000_000;
    private static final long UNTIL_IDLE_IN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE_IN_NANOS = TimeUnit.SECONDS.toNanos(20);

    private GrowthBenchmark() {
    }

    /** @param args how many orders count, backlogs and brigades, each separated by commas, and whether to record */
    public static void main(String[] args) throws Exception {
        int orders = Integer.parseInt(args[0]);
        Table backlogs = new Table("backlog", "brigade", "bare loop", "Maestro", "ratio", "resident");
        Table brigades = new Table("brigade", "backlog", "throughput", "resident, cooking", "to the first request",
                "resident, idle", "of a processor, idle");
        try (Rig rig = new Rig()) {
            for (String size : args[1].split(",")) {
                int backlog = Integer.parseInt(size);
                Cooking bare = cook(rig, orders, backlog, () -> Contender.bareLoop(rig, ORDINARY_BRIGADE));
                Cooking cooking = cook(rig, orders, backlog, () -> Contender.maestro(rig, ORDINARY_BRIGADE, Map.of()));
                backlogs.row("%,d".formatted(backlog), "%,d".formatted(ORDINARY_BRIGADE), bare.throughput(),
                        cooking.throughput(), "%.2f".formatted(cooking.ordersPerSecond() / bare.ordersPerSecond()),
                        cooking.memory());
                System.err.println(backlogs.markdown());
            }
            for (String size : args[2].split(",")) {
                int brigade = Integer.parseInt(size);
                Idling idling = idle(rig, brigade);
                Cooking cooking = cook(rig, orders, ORDINARY_BACKLOG, () -> Contender.maestro(rig, brigade, Map.of()));
                brigades.row("%,d".formatted(brigade), "%,d".formatted(ORDINARY_BACKLOG), cooking.throughput(),
                        cooking.memory(), "%.0f ms".formatted(idling.millisToFirstRequest()),
                        "%.0f MiB".formatted(idling.residentMiB()), "%.2f %%".formatted(idling.processorPercent()));
                System.err.println(brigades.markdown());
            }
        }
        new Report("Growth", "script/bench growth --orders " + orders,
                backlogs.markdown() + System.lineSeparator() + System.lineSeparator() + brigades.markdown())
                .publish(Boolean.parseBoolean(args[3]));
    }

    private record Cooking(double ordersPerSecond, double residentMiB) {

        private String throughput() {
            return "%,.0f orders/s".formatted(ordersPerSecond);
        }

        private String memory() {
            return "%.0f MiB".formatted(residentMiB);
        }
    }

    private record Idling(double millisToFirstRequest, double residentMiB, double processorPercent) {
    }

    private static Cooking cook(Rig rig, int orders, int backlog, Callable<Contender> start) throws Exception {
        rig.reset(backlog);
        try (Contender contender = start.call()) {
            await(rig, backlog, orders);
            long begin = System.nanoTime();
            long before = rig.delivered();
            long after = await(rig, backlog, before + orders);
            return new Cooking((after - before) / ((System.nanoTime() - begin) / 1e9), contender.residentMiB());
        }
    }

    // Places an order for each that is delivered, until so many are.
    private static long await(Rig rig, int backlog, long delivered) throws Exception {
        long now = rig.delivered();
        while (now < delivered) {
            rig.place((int) (now + backlog - rig.placed()));
            LockSupport.parkNanos(BETWEEN_LOOKS_IN_NANOS);
            now = rig.delivered();
        }
        return now;
    }

    private static Idling idle(Rig rig, int brigade) throws Exception {
        rig.reset(0);
        long begin = System.nanoTime();
        try (Contender maestro = Contender.maestro(rig, brigade, Map.of())) {
            rig.awaitContender();
            double millis = (System.nanoTime() - begin) / 1e6;
            LockSupport.parkNanos(UNTIL_IDLE_IN_NANOS);
            double before = maestro.processorSeconds();
            LockSupport.parkNanos(IDLE_IN_NANOS);
            return new Idling(millis, maestro.residentMiB(),
                    (maestro.processorSeconds() - before) / (IDLE_IN_NANOS / 1e9) * 100);
        }
    }
}
