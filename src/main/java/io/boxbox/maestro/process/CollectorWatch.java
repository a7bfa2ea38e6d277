package io.boxbox.maestro.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quarkus.runtime.ImageMode;

/**
 * Notices when the collector of a full heap leaves the program next to no time: HotSpot's parallel collector calls that out of
 * memory by itself, and the others do not.
 */
final class CollectorWatch {

    private static final long PERIOD_IN_MILLIS = 1_000;
    // On a busy machine a collector that never rests gets less than all the time.
    private static final double MOST_OF_THE_TIME = 0.6;
    private static final double NEARLY_FULL = 0.9;
    private static final int PERIODS = 5;

    private int periods;
    private long before;

    private CollectorWatch(long spent) {
        this.before = spent;
    }

    /** @param action once, after five seconds in which the collector took most of the time and the heap remained full */
    static void begin(Runnable action) {
        // A native binary has one collector, which gives up by itself.
        if (ImageMode.current() != ImageMode.JVM) {
            return;
        }
        // What runs beside the program takes it no time: G1 and ZGC count that, too.
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> !collector.getName().contains("Concurrent") && !collector.getName().contains("Cycles"))
                .toList();
        Thread thread = new Thread(() -> watch(collectors, action), "collector-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** A collector that has spent so long; nothing was seen before. */
    static CollectorWatch after(long spentMillis) {
        return new CollectorWatch(spentMillis);
    }

    /**
     * @param spentMillis by the collector, since the beginning
     * @param periodMillis since the last call
     * @param full share of the heap that is used, from 0 to 1
     * @return whether it has worked in vain for too long
     */
    boolean isTooMuch(long spentMillis, long periodMillis, double full) {
        boolean inVain = spentMillis - before >= MOST_OF_THE_TIME * periodMillis && full >= NEARLY_FULL;
        before = spentMillis;
        periods = inVain ? periods + 1 : 0;
        return periods >= PERIODS;
    }

    private static void watch(List<GarbageCollectorMXBean> collectors, Runnable action) {
        CollectorWatch watch = after(spent(collectors));
        long last = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(PERIOD_IN_MILLIS);
                long now = System.nanoTime();
                if (watch.isTooMuch(spent(collectors), TimeUnit.NANOSECONDS.toMillis(now - last), full())) {
                    action.run();
                }
                last = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static double full() {
        Runtime heap = Runtime.getRuntime();
        return (double) (heap.totalMemory() - heap.freeMemory()) / heap.maxMemory();
    }

    private static long spent(List<GarbageCollectorMXBean> collectors) {
        return collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
    }
}
