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

    private final Set<CompletableFuture<?>> awaited = ConcurrentHashMap.newKeySet();

    /**
     * Awaits a confirmation beside.
     *
     * @return complete at once; with the confirmation, whatever becomes of it, if {@value #MOST} others are missing
     */
    CompletableFuture<Void> await(CompletableFuture<?> confirmation) {
        boolean isFull = awaited.size() >= MOST;
        awaited.add(confirmation);
        CompletableFuture<Void> over = confirmation.handle((answer, failure) -> {
            awaited.remove(confirmation);
            return null;
        });
        return isFull ? over : CompletableFuture.completedFuture(null);
    }

    /** Completes when none of those that are missing now is missing any more; never fails. */
    public CompletableFuture<Void> all() {
        return CompletableFuture.allOf(awaited.stream()
                .map(each -> each.handle((answer, failure) -> null)).toArray(CompletableFuture<?>[]::new));
    }
}
