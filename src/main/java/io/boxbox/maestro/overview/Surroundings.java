package io.boxbox.maestro.overview;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.boxbox.maestro.jetstream.Backlog;
import io.boxbox.maestro.jetstream.BrokerState;
import io.boxbox.maestro.kitchen.DoughUnavailableException;
import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughDenied;
import io.boxbox.maestro.kitchen.KitchenEvent.DoughReceived;

/** What was last heard of NATS and of the Panettiere. May be asked from any thread. */
@ApplicationScoped
public class Surroundings {

    private volatile BrokerState broker = BrokerState.UNKNOWN;
    private volatile Optional<Backlog> backlog = Optional.empty();
    private volatile boolean panettiereAsleep;

    void on(@Observes BrokerState state) {
        broker = state;
    }

    void on(@Observes Backlog read) {
        backlog = Optional.of(read);
    }

    void on(@Observes KitchenEvent event) {
        if (event instanceof DoughReceived) {
            panettiereAsleep = false;
        } else if (event instanceof DoughDenied denied) {
            panettiereAsleep = denied.reason() instanceof DoughUnavailableException;
        }
    }

    /** NATS as this process finds it. */
    public BrokerState broker() {
        return broker;
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
