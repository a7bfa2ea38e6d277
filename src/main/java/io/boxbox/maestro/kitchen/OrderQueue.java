package io.boxbox.maestro.kitchen;

/**
 * Where a {@link Desk} gets its orders from. All of it runs on the desk's executor.
 *
 * @param <T> an order as it comes out of the queue
 */
public interface OrderQueue<T> {

    /**
     * Pulls orders once: they arrive one by one, until the request is full or its wait is over. It never fails.
     *
     * @param most how many orders at most, 1 or more
     * @param pull is told what comes of it, never before this method has returned
     */
    void pull(int most, Pull<T> pull);

    /** How many pulls may be open at the same time: 1 or more. */
    int mostPulls();

    /** What comes of one pull. */
    interface Pull<T> {

        /** An order has arrived; at most as many as were pulled. */
        void arrived(T order);

        /** Nothing follows: as many orders as were pulled have arrived, or the wait is over. */
        void over();
    }
}
