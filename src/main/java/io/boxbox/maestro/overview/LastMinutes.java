package io.boxbox.maestro.overview;

import java.util.concurrent.atomic.AtomicLongArray;

/** A number for each of the last seconds, in a space that does not grow. May be used from any thread; takes no lock. */
public final class LastMinutes {

    /** As many seconds are remembered. */
    public static final int SECONDS = 300;

    private static final int BITS = 32;
    private static final long MOST = (1L << BITS) - 1;

    // Each with the second it is of, in the upper half, and the number.
    private final AtomicLongArray seconds = new AtomicLongArray(SECONDS + 1);

    /** Adds one to a second's number. */
    public void count(long second) {
        seconds.updateAndGet(index(second), old -> pack(second, isOf(old, second) ? (old & MOST) + 1 : 1));
    }

    /** Sets a second's number, unless it is larger already. */
    public void raise(long second, long number) {
        seconds.updateAndGet(index(second),
                old -> pack(second, isOf(old, second) ? Math.max(old & MOST, number) : number));
    }

    /** A second's number, or -1 if there is none. */
    public long at(long second) {
        long found = seconds.get(index(second));
        return isOf(found, second) ? found & MOST : -1;
    }

    private int index(long second) {
        return (int) (second % seconds.length());
    }

    // Nothing is of second 0: the array begins with it.
    private static boolean isOf(long packed, long second) {
        return packed >>> BITS == (second + 1 & MOST);
    }

    private static long pack(long second, long number) {
        return (second + 1) << BITS | Math.min(number, MOST);
    }
}
