package io.boxbox.maestro.kitchen;

/**
 * Where an {@link OrderDispatcher} gets its orders from. All of it runs on the dispatcher's executor.
 *
 * @param <T> an order as it comes out of the queue
 */
public interface OrderQueue<T> {

    /**
     * Opens one pull request: orders arrive one by one, until the request is full or its wait is over. It never fails.
     *
     * @param batch how many orders at most, 1 or more
     * @param listener is told what comes of it, never before this method has returned
     */
    void pull(int batch, PullListener<T> listener);

    /** How many pull requests may be open at the same time: 1 or more. */
    int maxOpenRequests();

    /** What comes of one pull request. */
    interface PullListener<T> {

        /** An order has arrived. More than were requested come only where some were sent twice over: after a fault. */
        void onOrder(T order);

        /** Nothing follows: all orders that were requested have arrived, or the wait is over. */
        void onComplete();
    }
}
