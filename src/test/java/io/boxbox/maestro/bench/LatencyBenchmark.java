package io.boxbox.maestro.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
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
 * beside the {@link BareLoop}; in brackets, how many times as long. It is counted from when the order was due, not from when
 * the publisher got round to it: nothing is omitted when everything stalls.
 */
public final class LatencyBenchmark {

    private static final int BRIGADE = 64;
    private static final int WARM_UP_IN_SECONDS = 10;
    private static final long PATIENCE_IN_SECONDS = 30;
    private static final String BARE_LOOP = "bare loop";

    private LatencyBenchmark() {
    }

    /** @param args for how many seconds, at which rates separated by commas, and whether to record: true or false */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        Map<String, Contender.Entry> entries = entries();
        Table table = new Table("orders/s", "", "p50", "p99", "p99.9");
        try (Rig rig = new Rig()) {
            for (String rate : args[1].split(",")) {
                int perSecond = Integer.parseInt(rate);
                Map<String, Histogram> measured = new LinkedHashMap<>();
                for (Map.Entry<String, Contender.Entry> entry : entries.entrySet()) {
                    rig.reset(0);
                    measured.put(entry.getKey(), run(rig, perSecond, seconds, entry.getValue().start(rig, BRIGADE)));
                }
                Histogram bare = measured.get(BARE_LOOP);
                measured.forEach((name, latencies) -> table.row("%,d".formatted(perSecond), name, cell(latencies, bare, 50),
                        cell(latencies, bare, 99), cell(latencies, bare, 99.9)));
                System.err.println(table.markdown());
            }
        }
        new Report("Latency", "script/bench latency --seconds " + seconds, table.markdown())
                .publish(Boolean.parseBoolean(args[2]));
    }

    private static Map<String, Contender.Entry> entries() throws IOException {
        Map<String, Contender.Entry> entries = new LinkedHashMap<>();
        entries.put(BARE_LOOP, Contender::bareLoop);
        entries.put("Maestro, JVM", (rig, size) -> Contender.maestro(rig, size, Map.of()));
        Contender.nativeBinary().ifPresent(binary -> entries.put("Maestro, native",
                (rig, size) -> Contender.nativeMaestro(binary, rig, size)));
        return entries;
    }

    private static String cell(Histogram latencies, Histogram bare, double percentile) {
        long micros = latencies.getValueAtPercentile(percentile);
        String text = "%.1f ms".formatted(micros / 1e3);
        return latencies == bare ? text : text + " (%.2f)".formatted((double) micros / bare.getValueAtPercentile(percentile));
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
}
