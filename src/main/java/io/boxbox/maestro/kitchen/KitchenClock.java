package io.boxbox.maestro.kitchen;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.smallrye.mutiny.Uni;

/**
 * The only source of time in the kitchen, so that a test can move it by hand.
 *
 * @param scheduler runs what follows a pause; its thread carries the rest of the pipeline
 * @param nanoTime monotonic time in nanoseconds, as {@link System#nanoTime()}
 */
public record KitchenClock(ScheduledExecutorService scheduler, LongSupplier nanoTime) {

    /** A clock that follows the machine's own. */
    public static KitchenClock running(ScheduledExecutorService scheduler) {
        return new KitchenClock(scheduler, System::nanoTime);
    }

    /**
     * Waits without holding a thread.
     *
     * @param length how long; zero or less does not wait at all
     * @return what really passed, emitted on the scheduler's thread; cancelling it ends the wait
     */
    public Uni<Duration> pause(Duration length) {
        return pause(length, ring -> {
        });
    }

    /**
     * Waits without holding a thread, unless it is ended early.
     *
     * @param length how long; zero or less does not wait at all
     * @param early is given, when the wait begins, what ends it at once; that may be run on any thread, which then carries the
     *        rest of the pipeline
     * @return what really passed; cancelling it ends the wait
     */
    public Uni<Duration> pause(Duration length, Consumer<Runnable> early) {
        if (length.isZero() || length.isNegative()) {
            return Uni.createFrom().item(Duration.ZERO);
        }
        // Mutiny's own delay drops what is less than a millisecond.
        return Uni.createFrom().emitter(emitter -> {
            long start = now();
            Runnable ring = () -> emitter.complete(since(start));
            Future<?> alarm = scheduler.schedule(ring, length.toNanos(), NANOSECONDS);
            emitter.onTermination(() -> alarm.cancel(false));
            early.accept(() -> {
                alarm.cancel(false);
                ring.run();
            });
        });
    }

    /** Now, in nanoseconds of no particular origin. */
    public long now() {
        return nanoTime.getAsLong();
    }

    /** What has passed since a moment read from {@link #now()}. */
    public Duration since(long start) {
        return Duration.ofNanos(now() - start);
    }
}
