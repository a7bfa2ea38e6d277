package io.boxbox.maestro.loop;

import java.util.concurrent.Executor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.boxbox.maestro.kitchen.KitchenClock;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/**
 * An event loop on which maestros live and talk to the Panettiere: nothing between two of them, and nothing between a maestro
 * and its dough, crosses a thread. The bean is the first of the {@link KitchenLoops}; what concerns all of them runs there.
 */
@Singleton
public class KitchenLoop implements Executor {

    private final ContextInternal context;
    private final KitchenClock clock;

    @Inject
    KitchenLoop(Vertx vertx) {
        this(((VertxInternal) vertx).createEventLoopContext());
    }

    KitchenLoop(ContextInternal context) {
        this(context, KitchenClock.running(context.nettyEventLoop()));
    }

    /** A loop whose time is that of the given clock. */
    KitchenLoop(ContextInternal context, KitchenClock clock) {
        this.context = context;
        this.clock = clock;
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

    /**
     * Runs a command on a context, on its event loop, when all that is due there has been done: for what nobody waits for. From
     * any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
     */
    public static void runLast(Context context, Runnable command) {
        ContextInternal internal = (ContextInternal) context;
        EventLoop loop = internal.nettyEventLoop();
        if (!loop.inEventLoop()) {
            internal.runOnContext(ignored -> runLast(context, command));
        } else if (loop instanceof SingleThreadEventLoop single) {
            single.executeAfterEventLoopIteration(() -> internal.dispatch(command));
        } else {
            internal.runOnContext(ignored -> command.run());
        }
    }

    @Override
    public void execute(Runnable command) {
        context.runOnContext(ignored -> command.run());
    }
}
