package io.boxbox.maestro.overview;

import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;
import io.boxbox.maestro.queue.Backlog;
import io.boxbox.maestro.queue.QueueStatus;

/**
 * What was last heard of NATS and of the Panettiere. May be asked from any thread. Hears of everything first, so that the
 * next observers find it here.
 */
@Singleton
public class DependencyStatus {

    private volatile QueueStatus queue = QueueStatus.UNKNOWN;
    private volatile Optional<Backlog> backlog = Optional.empty();
    private volatile boolean panettiereAsleep;

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) QueueStatus state) {
        queue = state;
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) Backlog read) {
        backlog = Optional.of(read);
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) DoughReceived dough) {
        panettiereAsleep = false;
    }

    void on(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) DoughDenied denied) {
        panettiereAsleep = denied.reason() instanceof DoughUnavailableException;
    }

    /** NATS as this process finds it. */
    public QueueStatus queue() {
        return queue;
    }

    /** What the consumer had before it when it was last read; empty before the first time. */
    public Optional<Backlog> backlog() {
        return backlog;
    }

    /** True while the Panettiere gives no dough to anybody, by what became of the last order that asked. */
    public boolean isPanettiereAsleep() {
        return panettiereAsleep;
    }
}
