package io.boxbox.maestro.jetstream;

import java.util.concurrent.Executor;

import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/** The one event loop on which a brigade lives, whatever its size: nothing between two maestros crosses a thread. */
@Singleton
class KitchenLoop implements Executor {

    private final ContextInternal context;
    private final KitchenClock clock;

    KitchenLoop(Vertx vertx) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.clock = KitchenClock.running(context.nettyEventLoop());
    }

    /** Its Vert.x context, which belongs to no order. */
    Context context() {
        return context;
    }

    /** The time of the kitchen; what follows a pause runs on this loop. */
    KitchenClock clock() {
        return clock;
    }

    @Override
    public void execute(Runnable command) {
        context.runOnContext(ignored -> command.run());
    }
}
