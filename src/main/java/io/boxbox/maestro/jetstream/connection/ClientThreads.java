package io.boxbox.maestro.jetstream.connection;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.boxbox.maestro.process.OutOfMemoryExit;

/**
 * The threads of one connection, as the client library would make them. But if one of them dies for want of memory, the process
 * ends: the library would not notice, and the connection would be up and hear nothing.
 */
final class ClientThreads extends ThreadPoolExecutor {

    // As the library's own: long enough for its tasks, short enough not to hold up the end.
    private static final long KEEP_ALIVE_IN_MILLIS = 500;

    private volatile Runnable betweenReads = () -> {
    };

    ClientThreads(String name) {
        super(0, Integer.MAX_VALUE, KEEP_ALIVE_IN_MILLIS, TimeUnit.MILLISECONDS, new SynchronousQueue<>());
        AtomicInteger number = new AtomicInteger();
        setThreadFactory(task -> {
            Thread thread = new Thread(task, name + ":" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Sets what the thread that reads the connection does each time before it reads on. It must neither block nor throw. */
    void betweenReads(Runnable task) {
        betweenReads = task;
    }

    /** The thread that reads the connection is about to read on. */
    void readOn() {
        betweenReads.run();
    }

    @Override
    protected void afterExecute(Runnable task, Throwable failure) {
        super.afterExecute(task, failure);
        OutOfMemoryExit.endIfOutOfMemory(failure == null && task instanceof Future<?> future && future.isDone()
                ? failureOf(future)
                : failure);
    }

    private static Throwable failureOf(Future<?> done) {
        try {
            done.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
