package io.boxbox.maestro.kitchen;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
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
        if (length.isZero() || length.isNegative()) {
            return Uni.createFrom().item(Duration.ZERO);
        }
        // Mutiny's own delay drops what is less than a millisecond.
        return Uni.createFrom().emitter(emitter -> {
            long start = now();
            Future<?> alarm = scheduler.schedule(() -> emitter.complete(since(start)), length.toNanos(), NANOSECONDS);
            emitter.onTermination(() -> alarm.cancel(false));
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
