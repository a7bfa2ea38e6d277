package io.boxbox.maestro.loop;

import java.util.concurrent.Executor;

import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * The one event loop on which a brigade lives, whatever its size, and talks to the Panettiere: nothing between two maestros,
 * and nothing between a maestro and his dough, crosses a thread.
 */
@Singleton
public class KitchenLoop implements Executor {

    private final ContextInternal context;
    private final KitchenClock clock;

    KitchenLoop(Vertx vertx) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.clock = KitchenClock.running(context.nettyEventLoop());
    }

    /** Its Vert.x context, which belongs to no order. */
    public Context context() {
        return context;
    }

    /** For channels that are to be served on this loop. */
    public EventLoop eventLoop() {
        return context.nettyEventLoop();
    }

    /** The time of the kitchen; what follows a pause runs on this loop. */
    public KitchenClock clock() {
        return clock;
    }

    @Override
    public void execute(Runnable command) {
        context.runOnContext(ignored -> command.run());
    }
}
