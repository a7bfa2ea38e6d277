package io.boxbox.maestro.logging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Lets what repeats be told once a minute. May be used from any thread. */
public final class OnceAMinute {

    private static final long QUIET_IN_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> lastTold = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public OnceAMinute() {
        this(System::nanoTime);
    }

    /** @param nanoTime monotonic time in nanoseconds, as {@link System#nanoTime()} */
    public OnceAMinute(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Whether it is to be told now; it then counts as told.
     *
     * @param kind what repeats, one of a few
     */
    public boolean isDue(String kind) {
        long now = nanoTime.getAsLong();
        AtomicBoolean due = new AtomicBoolean();
        lastTold.compute(kind, (same, last) -> {
            due.set(last == null || now - last >= QUIET_IN_NANOS);
            return due.get() ? now : last;
        });
        return due.get();
    }
}
