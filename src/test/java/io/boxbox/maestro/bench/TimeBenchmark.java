package io.boxbox.maestro.bench;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import io.boxbox.maestro.kitchen.Brigade;
import io.boxbox.maestro.kitchen.Habits;
import io.boxbox.maestro.kitchen.Habits.FirstLunches;
import io.boxbox.maestro.kitchen.KitchenClock;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakEnded;
import io.boxbox.maestro.kitchen.KitchenEvent.BreakStarted;
import io.boxbox.maestro.kitchen.LunchHabit;
import io.boxbox.maestro.kitchen.OrderDispatcher;
import io.boxbox.maestro.kitchen.OrderQueue;
import io.boxbox.maestro.kitchen.SmokingHabit;
import io.boxbox.maestro.simulation.rehearsal.VirtualOrder;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.smallrye.mutiny.Uni;

/** How much longer than planned a smoke really is while a whole brigade smokes on all processors, with orders without end. */
public final class TimeBenchmark {

    private static final int MAESTROS = 10_000;
    private static final int BATCH = 10;
    // About what NATS and a pair of processors hand out.
    private static final int ORDERS_A_MILLISECOND = 7;
    private static final Duration SMOKE = Duration.ofSeconds(2);
    private static final long WARM_UP_IN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private TimeBenchmark() {
    }

    /** @param args for how many seconds, and whether to record: true or false */
    public static void main(String[] args) throws Exception {
        int seconds = Integer.parseInt(args[0]);
        Table table = new Table("10,000 smokes at the same time", "smokes", "p50", "p99", "p99.9", "longest");
        row(table, "begun one after the other", measure(ORDERS_A_MILLISECOND, seconds));
        row(table, "begun at the same moment", measure(Integer.MAX_VALUE, seconds));
        new Report("Exactness of time", "script/bench time --seconds " + seconds,
                "How much longer than planned smokes were, where a queue hands out " + ORDERS_A_MILLISECOND
                        + " orders a millisecond, and where it hands out all at once:\n\n" + table.markdown())
                .publish(Boolean.parseBoolean(args[1]));
    }

    private static void row(Table table, String how, Histogram late) {
        table.row(how, "%,d".formatted(late.getTotalCount()), millis(late, 50), millis(late, 99), millis(late, 99.9),
                millis(late, 100));
    }

    private static Histogram measure(int ordersAMillisecond, int seconds) {
        int processors = Runtime.getRuntime().availableProcessors();
        NioEventLoopGroup group = new NioEventLoopGroup(processors);
        List<EventLoop> loops = Stream.generate(group::next).limit(processors).toList();
        long[] planned = new long[MAESTROS];
        Histogram late = new ConcurrentHistogram(3);
        Habits habits = new Habits(new SmokingHabit(SMOKE, 0.5, 1.5),
                new LunchHabit(Duration.ofDays(1), Duration.ZERO), FirstLunches.TOGETHER);
        Brigade brigade = new Brigade(MAESTROS, habits, new SplittableRandom(1), order -> Uni.createFrom().voidItem(),
                loops.stream().map(loop -> new Brigade.EventLoop(KitchenClock.running(loop), loop)).toList(),
                event -> hear(event, planned, late));
        EventLoop first = loops.get(0);
        brigade.work(new OrderDispatcher<>(new Endless(first, ordersAMillisecond), KitchenClock.running(first), first), BATCH)
                .subscribe().with(gone -> {
                });
        LockSupport.parkNanos(WARM_UP_IN_NANOS);
        late.reset();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        return late;
    }

    /** A queue that never runs out of orders, in real time: it has no wait that could pass, and hands out at a pace. */
    private record Endless(EventLoop loop, int ordersAMillisecond) implements OrderQueue<VirtualOrder> {

        @Override
        public void pull(int batch, PullListener<VirtualOrder> pull) {
            loop.schedule(() -> handOut(batch, pull), 1, TimeUnit.MILLISECONDS);
        }

        private void handOut(int left, PullListener<VirtualOrder> pull) {
            int now = Math.min(left, ordersAMillisecond);
            for (int i = 0; i < now; i++) {
                pull.onOrder(new VirtualOrder(0, begun -> {
                }));
            }
            if (now == left) {
                pull.onComplete();
            } else {
                loop.schedule(() -> handOut(left - now, pull), 1, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public int maxOpenRequests() {
            return 1;
        }
    }

    private static void hear(KitchenEvent event, long[] planned, Histogram late) {
        if (event instanceof BreakStarted smoke) {
            planned[smoke.maestro() - 1] = smoke.taken().planned().toNanos();
        } else if (event instanceof BreakEnded smoke) {
            late.recordValue(Math.max(0, smoke.lasted().toNanos() - planned[smoke.maestro() - 1]) / 1_000);
        }
    }

    private static String millis(Histogram late, double percentile) {
        return "%.1f ms".formatted(late.getValueAtPercentile(percentile) / 1e3);
    }
}
