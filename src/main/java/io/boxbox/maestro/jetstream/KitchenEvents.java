package io.boxbox.maestro.jetstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.boxbox.maestro.kitchen.KitchenEvent;
import io.boxbox.maestro.loop.KitchenLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Fires what the kitchen tells as CDI events, each as its own type, so that an observer names the type it wants. */
@Singleton
class KitchenEvents implements Consumer<KitchenEvent> {

    private static final Logger LOG = Logger.getLogger(KitchenEvents.class);

    private final Event<KitchenEvent> events;
    // ArC resolves the observers of a type once for each of these; one Event for all types would do so at each change of type.
    private final Map<Class<?>, Event<KitchenEvent>> byType = new ConcurrentHashMap<>();

    KitchenEvents(Event<KitchenEvent> events) {
        this.events = events;
    }

    /**
     * Runs all observers of the event's type. On an event loop that is when all else is done that is due there, in the caller's
     * context; on any other thread it is at once. Does not throw.
     */
    @Override
    public void accept(KitchenEvent event) {
        Context context = Vertx.currentContext();
        if (context != null && Context.isOnEventLoopThread()) {
            KitchenLoop.runLast(context, () -> fire(event));
        } else {
            fire(event);
        }
    }

    private void fire(KitchenEvent event) {
        try {
            byType.computeIfAbsent(event.getClass(), this::select).fire(event);
        } catch (RuntimeException e) {
            LOG.warnf(e, "An observer of %s failed", event.getClass().getSimpleName());
        }
    }

    @SuppressWarnings("unchecked")
    private Event<KitchenEvent> select(Class<?> type) {
        return (Event<KitchenEvent>) events.select(type.asSubclass(KitchenEvent.class));
    }
}
