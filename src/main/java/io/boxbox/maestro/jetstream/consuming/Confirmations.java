package io.boxbox.maestro.jetstream.consuming;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

/**
 * The server's confirmations that messages are settled. Nobody waits for one of them, since a lost one does no harm: the server
 * delivers the message again, and what became of it is then found. All of them are waited for only when the process ends, and
 * one by one while too many are missing. May be used from any thread.
 */
@Singleton
public class Confirmations {

    static final int MOST = 1_024;

    private final Set<CompletableFuture<Void>> awaited = ConcurrentHashMap.newKeySet();

    /**
     * Awaits a confirmation beside.
     *
     * @return complete at once; with the confirmation, whatever becomes of it, if {@value #MOST} others are missing
     */
    CompletableFuture<Void> await(CompletableFuture<?> confirmation) {
        boolean isFull = awaited.size() >= MOST;
        CompletableFuture<Void> over = new CompletableFuture<>();
        awaited.add(over);
        confirmation.whenComplete((answer, failure) -> {
            awaited.remove(over);
            over.complete(null);
        });
        return isFull ? over : CompletableFuture.completedFuture(null);
    }

    /** Completes when none is missing any more; never fails. */
    public CompletableFuture<Void> all() {
        CompletableFuture<?>[] missing = awaited.toArray(CompletableFuture<?>[]::new);
        // What is awaited may be that something is sent, whose confirmation is awaited then.
        return missing.length == 0 ? CompletableFuture.completedFuture(null)
                : CompletableFuture.allOf(missing).thenCompose(over -> all());
    }
}
