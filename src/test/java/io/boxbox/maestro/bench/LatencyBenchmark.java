package io.boxbox.maestro.bench;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import io.boxbox.maestro.order.OrderSubjects;
import io.nats.client.JetStream;

/**
 * How long an order takes from the moment it is due to be placed until its delivery is seen, while so many come a second,
 * beside the {@link BareLoop}. It is counted from when the order was due, not from when the publisher got round to it: nothing
 * is omitted when everything stalls.
 */
public final class LatencyBenchmark {

    private static final int BRIGADE = 64;
    private static final int WARM_UP_IN_SECONDS = 10;
    private static final long PATIENCE_IN_SECONDS = 30;

    private LatencyBenchmark() {
    }

    /** @param args for how many seconds, at which rates separated by commas, and whether to record: true or false */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        Table table = new Table("orders/s", "percentile", "bare loop", "Maestro", "ratio");
        try (Rig rig = new Rig()) {
            for (String rate : args[1].split(",")) {
                int perSecond = Integer.parseInt(rate);
                rig.reset(0);
                Histogram bare = run(rig, perSecond, seconds, Contender.bareLoop(rig, BRIGADE));
                rig.reset(0);
                Histogram maestro = run(rig, perSecond, seconds, Contender.maestro(rig, BRIGADE, Map.of()));
                for (double percentile : new double[] { 50, 99, 99.9 }) {
                    table.row("%,d".formatted(perSecond), "p%s".formatted(percentile).replace(".0", ""),
                            millis(bare, percentile), millis(maestro, percentile), "%.2f".formatted(
                                    (double) maestro.getValueAtPercentile(percentile) / bare.getValueAtPercentile(percentile)));
                }
                System.err.println(table.markdown());
            }
        }
        new Report("Latency", "script/bench latency --seconds " + seconds, table.markdown())
                .publish(Boolean.parseBoolean(args[2]));
    }

    private static Histogram run(Rig rig, int perSecond, int seconds, Contender contender) throws Exception {
        Histogram latencies = new ConcurrentHistogram(3);
        int warmUp = perSecond * WARM_UP_IN_SECONDS;
        int orders = warmUp + perSecond * seconds;
        AtomicLong begin = new AtomicLong();
        CountDownLatch delivered = new CountDownLatch(orders);
        var dispatcher = rig.connection().createDispatcher(delivery -> {
            long number = Rig.number(OrderSubjects.lastToken(delivery.getSubject()));
            if (number > warmUp) {
                latencies.recordValue((System.nanoTime() - due(begin.get(), number, perSecond)) / 1_000);
            }
            delivered.countDown();
        });
        dispatcher.subscribe(OrderSubjects.WAITING_DELIVERY + ".*");
        try (contender) {
            rig.awaitContender();
            JetStream jetStream = rig.connection().jetStream();
            begin.set(System.nanoTime());
            for (int number = 1; number <= orders; number++) {
                long early = due(begin.get(), number, perSecond) - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
                rig.place(jetStream);
            }
            if (!delivered.await(PATIENCE_IN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(delivered.getCount() + " orders were not delivered");
            }
        } finally {
            rig.connection().closeDispatcher(dispatcher);
        }
        return latencies;
    }

    private static long due(long begin, long number, int perSecond) {
        return begin + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    private static String millis(Histogram latencies, double percentile) {
        return "%.1f ms".formatted(latencies.getValueAtPercentile(percentile) / 1e3);
    }
}
